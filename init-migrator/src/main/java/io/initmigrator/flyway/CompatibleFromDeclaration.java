package io.initmigrator.flyway;

import io.initmigrator.schema.SchemaVersion;
import io.initmigrator.schema.ScriptDirectives;
import java.util.Optional;

/**
 * Reads what a script declares in the comments at its head: {@code -- init-migrator: compatible-from=12}, that is, bundles from
 * version 12 on may go on running beside it.
 */
final class CompatibleFromDeclaration {

    private CompatibleFromDeclaration() {}

    /** @throws InvalidScriptException where it declares something that is no version */
    static Optional<SchemaVersion> declaredIn(ScriptHeader head) {
        return head.directives().find(ScriptDirectives.COMPATIBLE_FROM).map(text -> version(text, head));
    }

    private static SchemaVersion version(String text, ScriptHeader head) {
        try {
            return new SchemaVersion(text);
        } catch (IllegalArgumentException e) {
            throw InvalidScriptException.declares(head, ScriptDirectives.COMPATIBLE_FROM, text, Remedies.VERSION);
        }
    }
}
