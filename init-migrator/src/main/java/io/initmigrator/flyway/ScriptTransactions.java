package io.initmigrator.flyway;

import io.initmigrator.migration.ScriptAnalyzer;
import java.util.List;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.internal.info.MigrationInfoImpl;

/** What a transaction does for a script, and what a script may leave behind that none protects. */
final class ScriptTransactions {

    private final BundleScripts files;
    private final ScriptAnalyzer analyzer;

    ScriptTransactions(BundleScripts files, ScriptAnalyzer analyzer) {
        this.files = files;
        this.analyzer = analyzer;
    }

    /** What a script declares. */
    ScriptHeader head(MigrationInfo script) {
        return ScriptHeader.of(script, files);
    }

    /**
     * Whether Flyway runs it in one.
     *
     * @throws FlywayException where Flyway cannot make statements of it, or would never be done with it
     */
    static boolean requireTransactional(MigrationInfo script) {
        return isRunIn(script);
    }

    /** The same; in one where Flyway cannot tell, since it does not run the script then. */
    static boolean wouldRunIn(MigrationInfo script) {
        try {
            return requireTransactional(script);
        } catch (FlywayException unparsable) {
            return true;
        }
    }

    /** Flyway decides that from the statements, and tells it nowhere in its public API. */
    private static boolean isRunIn(MigrationInfo script) {
        return !(script instanceof MigrationInfoImpl known) || known.canExecuteInTransaction();
    }

    /** Whether the script and its history row happen both or not at all. */
    boolean isAtomic(MigrationInfo script) {
        return isRunIn(script) && !analyzer.endsTransaction(text(script));
    }

    List<String> createdIndexes(MigrationInfo script) {
        return analyzer.createdIndexes(text(script));
    }

    /** Empty if it is not a file, such as a migration written in Java. */
    String text(MigrationInfo script) {
        return files.text(script);
    }
}
