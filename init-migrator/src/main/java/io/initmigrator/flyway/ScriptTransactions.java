package io.initmigrator.flyway;

import io.initmigrator.migration.ScriptAnalyzer;
import java.util.List;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.internal.info.MigrationInfoImpl;

/** Determines whether a transaction protects a script, and what a script without one may leave behind. */
final class ScriptTransactions {

    private final BundleScripts files;
    private final ScriptAnalyzer analyzer;

    ScriptTransactions(BundleScripts files, ScriptAnalyzer analyzer) {
        this.files = files;
        this.analyzer = analyzer;
    }

    /** Reads the directives of a script. */
    ScriptHeader head(MigrationInfo script) {
        return ScriptHeader.of(script, files);
    }

    /**
     * Returns whether Flyway runs the script in a transaction.
     *
     * @throws FlywayException if Flyway cannot parse it, or would never reach its end
     */
    static boolean requireTransactional(MigrationInfo script) {
        return isRunIn(script);
    }

    /** The same; true if Flyway cannot parse the script, because it does not run it then. */
    static boolean wouldRunIn(MigrationInfo script) {
        try {
            return requireTransactional(script);
        } catch (FlywayException unparsable) {
            return true;
        }
    }

    /** Flyway decides that from the statements, and does not expose it in its public API. */
    private static boolean isRunIn(MigrationInfo script) {
        return !(script instanceof MigrationInfoImpl known) || known.canExecuteInTransaction();
    }

    /** Returns whether the script and its history row are committed together. */
    boolean isAtomic(MigrationInfo script) {
        return isRunIn(script) && !analyzer.endsTransaction(text(script));
    }

    /** Returns whether a callback beside each script ends the transaction of the script, so that it protects none. */
    boolean areEndedByCallback(Configuration settings) {
        return CallbackScripts.endTransactionOfScript(settings, analyzer);
    }

    List<String> createdIndexes(MigrationInfo script) {
        return analyzer.createdIndexes(text(script));
    }

    /** Empty if it is not a file, such as a migration written in Java. */
    String text(MigrationInfo script) {
        return files.text(script);
    }
}
