package io.initmigrator.flyway;

import io.initmigrator.schema.SchemaVersion;
import java.util.Optional;

/**
 * Reads what a script declares in the comments at its head: {@code -- init-migrator: compatible-from=12}, that is, bundles from
 * version 12 on may go on running beside it.
 */
final class Compatibility {

    private static final String NAME = "compatible-from";

    private Compatibility() {}

    /** @throws ScriptException where it declares something that is no version */
    static Optional<SchemaVersion> declaredIn(ScriptHead head) {
        return head.find(NAME).map(text -> version(text, head));
    }

    private static SchemaVersion version(String text, ScriptHead head) {
        try {
            return new SchemaVersion(text);
        } catch (IllegalArgumentException e) {
            throw ScriptException.declares(head, NAME, text, Remedies.VERSION);
        }
    }
}
