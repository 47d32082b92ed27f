package io.initmigrator.coordination;

import io.initmigrator.schema.Receipt;

/**
 * The right to write, held by one session and gone with it. What is read behind it stays true, because nobody else of us may
 * write.
 */
public interface Fence extends Reading {

    /** Writes the receipt down, replacing an earlier one of the same bundle. */
    void record(Receipt receipt);

    /** What is known of scripts that no transaction protects. */
    Journal journal();
}
