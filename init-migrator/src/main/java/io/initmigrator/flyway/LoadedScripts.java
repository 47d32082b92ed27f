package io.initmigrator.flyway;

import io.initmigrator.schema.SchemaVersion;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.api.resolver.ResolvedMigration;

/**
 * The bundle's scripts as read before a migration. The history is verified against these afterwards, so that nothing is read
 * again, and so that a file that changed meanwhile is detected.
 *
 * @param scripts as Flyway knows them, with their checksums
 * @param heads by the script's name
 * @param declared oldest bundle version that may keep running, by the version of the script that declares it
 */
record LoadedScripts(
        Collection<ResolvedMigration> scripts,
        Map<String, ScriptHeader> heads,
        Map<SchemaVersion, SchemaVersion> declared) {

    /**
     * @throws InvalidScriptException if a pending or versioned script has an invalid directive, or Flyway cannot parse a pending
     *     script
     */
    static LoadedScripts of(
            Collection<ResolvedMigration> scripts,
            List<MigrationInfo> bundle,
            ScriptTransactions transactions,
            ScriptValidator validator,
            Configuration settings) {
        Map<String, ScriptHeader> heads = new HashMap<>();
        Map<SchemaVersion, SchemaVersion> declared = new HashMap<>();
        for (MigrationInfo script : bundle) {
            ScriptHeader head = transactions.head(script);
            heads.put(script.getScript(), head);
            if (script.isVersioned()) {
                SchemaVersion version = new SchemaVersion(script.getVersion().getVersion());
                CompatibleFromDeclaration.declaredIn(head).ifPresent(from -> declared.put(version, from));
            }
            if (script.getState() == MigrationState.PENDING) {
                head.requireValidDirectives();
                String text = transactions.text(script);
                validator.requireSql(script.getScript(), text);
                requireParsable(script);
                validator.requireWholeBodies(script, text, settings);
            }
        }
        return new LoadedScripts(scripts, heads, declared);
    }

    /** Flyway would detect it too, but only after the scripts before it have been applied, and without its name. */
    private static void requireParsable(MigrationInfo script) {
        try {
            ScriptTransactions.requireTransactional(script);
        } catch (FlywayException e) {
            throw InvalidScriptException.unparsable(script.getScript(), e);
        }
    }

    /** Reads the header of a script that was added since from its file. */
    ScriptHeader head(MigrationInfo script, ScriptTransactions transactions) {
        return Optional.ofNullable(heads.get(script.getScript())).orElseGet(() -> transactions.head(script));
    }
}
