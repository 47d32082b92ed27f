package io.initmigrator.flyway;

import io.initmigrator.schema.SchemaVersion;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.api.MigrationInfo;

/**
 * Reads what scripts declare in the comments at their head: {@code -- init-migrator: compatible-from=12}, that is, bundles from
 * version 12 on may go on running beside it.
 */
final class Compatibility {

    private static final String NAME = "compatible-from";

    private Compatibility() {}

    /** @throws DeclarationException where a script declares something that is no version */
    static Map<SchemaVersion, SchemaVersion> declaredBy(List<MigrationInfo> scripts) {
        Map<SchemaVersion, SchemaVersion> declared = new HashMap<>();
        for (MigrationInfo script : scripts) {
            if (script.isVersioned()) {
                ScriptHead head = ScriptHead.of(script);
                head.find(NAME)
                        .map(text -> version(text, head))
                        .ifPresent(from -> declared.put(
                                new SchemaVersion(script.getVersion().getVersion()), from));
            }
        }
        return declared;
    }

    private static SchemaVersion version(String text, ScriptHead head) {
        try {
            return new SchemaVersion(text);
        } catch (IllegalArgumentException e) {
            throw new DeclarationException(head, NAME, text, Remedies.VERSION);
        }
    }
}
