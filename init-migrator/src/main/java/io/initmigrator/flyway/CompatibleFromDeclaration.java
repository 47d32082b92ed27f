package io.initmigrator.flyway;

import io.initmigrator.schema.SchemaVersion;
import java.util.Optional;

/**
 * Reads what a script declares in the comments at its head: {@code -- init-migrator: compatible-from=12}, that is, bundles from
 * version 12 on may go on running beside it.
 */
final class CompatibleFromDeclaration {

    private static final String NAME = "compatible-from";

    private CompatibleFromDeclaration() {}

    /** @throws InvalidScriptException where it declares something that is no version */
    static Optional<SchemaVersion> declaredIn(ScriptHeader head) {
        return head.find(NAME).map(text -> version(text, head));
    }

    private static SchemaVersion version(String text, ScriptHeader head) {
        try {
            return new SchemaVersion(text);
        } catch (IllegalArgumentException e) {
            throw InvalidScriptException.declares(head, NAME, text, Remedies.VERSION);
        }
    }
}
