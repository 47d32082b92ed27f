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
 * The bundle's scripts as they were read before a migration. What comes after is held against these: so that nothing is read
 * again, and so that a file that changed in between is found out.
 *
 * @param scripts as Flyway knows them, with their checksums
 * @param heads by the script's name
 * @param declared what scripts declare of who may go on running beside them
 */
record LoadedScripts(
        Collection<ResolvedMigration> scripts,
        Map<String, ScriptHeader> heads,
        Map<SchemaVersion, SchemaVersion> declared) {

    /**
     * @throws InvalidScriptException where one that is pending, or one with a version, declares what cannot be read, or Flyway cannot make
     *     statements of one that is pending
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
                DeclaredTimeouts.check(head);
                String text = transactions.text(script);
                validator.requireSql(script.getScript(), text);
                requireParsable(script);
                validator.requireWholeBodies(script, text, settings);
            }
        }
        return new LoadedScripts(scripts, heads, declared);
    }

    /** Flyway would find it out too, but only when the scripts before it are applied, and without its name. */
    private static void requireParsable(MigrationInfo script) {
        try {
            ScriptTransactions.requireTransactional(script);
        } catch (FlywayException e) {
            throw InvalidScriptException.unparsable(script.getScript(), e);
        }
    }

    /** Of a script that came after these were read, as it is now. */
    ScriptHeader head(MigrationInfo script, ScriptTransactions transactions) {
        return Optional.ofNullable(heads.get(script.getScript())).orElseGet(() -> transactions.head(script));
    }
}
