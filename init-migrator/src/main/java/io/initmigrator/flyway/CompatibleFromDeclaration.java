package io.initmigrator.flyway;

import io.initmigrator.schema.SchemaVersion;
import io.initmigrator.schema.ScriptDirectives;
import java.util.Optional;

/**
 * Reads the directive {@code -- init-migrator: compatible-from=12} at the head of a script: bundles of version 12 or newer may keep
 * running beside it.
 */
final class CompatibleFromDeclaration {

    private CompatibleFromDeclaration() {}

    /** @throws InvalidScriptException if the value is not a version */
    static Optional<SchemaVersion> declaredIn(ScriptHeader head) {
        return head.directives().find(ScriptDirectives.COMPATIBLE_FROM).map(text -> version(text, head));
    }

    private static SchemaVersion version(String text, ScriptHeader head) {
        return ScriptDirectives.version(text)
                .orElseThrow(() -> InvalidScriptException.declares(
                        head, ScriptDirectives.COMPATIBLE_FROM, text, ScriptDirectives.VERSION_REMEDY));
    }
}
