package io.initmigrator.fence;

import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.Receipt;
import java.util.Map;

/**
 * The right to write, held by one session and gone with it. What is read behind it stays true, because nobody else of us may
 * write.
 */
public interface Fence extends SchemaReader {

    /** Writes the receipt down, replacing an earlier one of the same bundle. */
    void record(Receipt receipt);

    /** Writes down that this rollout starts with {@code bundle}; false where the schema does not hold it. */
    boolean enrol(Bundle bundle);

    /** Makes every receipt of this history doubted, of all bundles, because the history is about to be another. */
    void doubtReceipts();

    /**
     * Whether the session still holds it: a script may have let go of all that its session had locked. What else of it a script may
     * have changed is put right again: the name by which siblings know it, and the settings.
     *
     * @param settings of PostgreSQL, by their names
     */
    boolean verifyHeldAndApply(Map<String, String> settings);

    /** What is known of scripts that no transaction protects. */
    Journal journal();

    /**
     * Begins to look every few seconds at what this session is doing, over short connections beside it. What goes wrong there
     * is never told to anybody but the log.
     */
    Watch watch(SessionActivityListener spectator);

    /** Goes on until it is closed. */
    interface Watch extends AutoCloseable {

        /** Waits for nothing and never throws. */
        @Override
        void close();
    }
}
