package io.initmigrator.flyway;

import io.initmigrator.coordination.MigrationRun;
import io.initmigrator.coordination.ScriptListener;
import io.initmigrator.coordination.UnreachableException;
import io.initmigrator.schema.MigrationFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.flywaydb.core.internal.exception.FlywayMigrateException;
import org.flywaydb.core.internal.sqlscript.FlywaySqlScriptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets Flyway apply what is pending, and says what came of it. */
final class Run {

    private static final Logger LOG = LoggerFactory.getLogger(Run.class);

    private static final String LOCK_TIMEOUT = "55P03";
    private static final String NO_LOCK_OF_FLYWAY = "attempting to acquire PostgreSQL advisory lock";

    private final Flyways flyways;
    private final UnaryOperator<String> mask;
    private final Function<MigrationInfo, ScriptHead> heads;
    private final Transactions transactions;

    Run(
            Flyways flyways,
            UnaryOperator<String> mask,
            Function<MigrationInfo, ScriptHead> heads,
            Transactions transactions) {
        this.flyways = flyways;
        this.mask = mask;
        this.heads = heads;
        this.transactions = transactions;
    }

    /**
     * @param pending how many scripts that are
     * @param held whether the session still holds the fence; sets anew what is given
     */
    MigrationRun migrate(DataSource source, int pending, ScriptListener listener, Predicate<Map<String, String>> held) {
        try (Connection connection = source.getConnection()) {
            try {
                return migrate(source, connection, pending, listener, held);
            } catch (FlywayException | SQLException e) {
                Faults.throwIfSessionLost(e, connection);
                throw refused(new Advice(connection, mask).explain(e), e);
            }
        } catch (SQLException e) {
            throw refused(Faults.words(e, mask), e);
        }
    }

    private static UnreachableException refused(String words, Exception fault) {
        return new UnreachableException("PostgreSQL refused the migration: " + words, fault);
    }

    private MigrationRun migrate(
            DataSource source,
            Connection connection,
            int pending,
            ScriptListener listener,
            Predicate<Map<String, String>> held)
            throws SQLException {
        Limits limits = Limits.of(connection);
        Predicate<Limits> heldWith = wanted -> held.test(wanted.settings());
        RunCallback callback = new RunCallback(pending, limits, heads, transactions, heldWith, listener);
        Flyway flyway = flyways.migrating(source, callback, callback.lastBefore(), callback.lastAfter());
        if (!History.exists(connection, flyway.getConfiguration())) {
            new Advice(connection, mask).refuseWhereNoHistoryCanBegin(History.schema(flyway.getConfiguration()));
        }
        MigrationRun run = migrate(source, connection, flyway, callback);
        if (!connection.isClosed()) {
            // What the last script has set must hold neither for what follows nor for the next try.
            limits.set(connection);
        }
        return run;
    }

    private MigrationRun migrate(DataSource source, Connection connection, Flyway flyway, RunCallback callback)
            throws SQLException {
        try {
            return new MigrationRun.Applied(flyway.migrate().migrationsExecuted);
        } catch (Error e) {
            return broken(e, callback, connection);
        } catch (FlywayException e) {
            Optional<Error> error = Faults.error(e);
            if (error.isPresent()) {
                return broken(error.get(), callback, connection);
            }
            Faults.throwIfSessionLost(e, connection);
            leaveTransaction(connection);
            return verdict(
                    e,
                    callback,
                    connection,
                    () -> flyways.survey(source));
        }
    }

    /** An error in the midst of a script is the script's failure, with which siblings need not meet too; any other goes on. */
    private static MigrationRun broken(Error error, RunCallback callback, Connection connection) throws SQLException {
        MigrationInfo script = callback.running().orElseThrow(() -> error);
        LOG.atDebug().setCause(error).addKeyValue("script", script.getScript()).log("Script ended in an error");
        if (!connection.isClosed()) {
            leaveTransaction(connection);
        }
        return new MigrationRun.Failed(new MigrationFailure(
                Optional.ofNullable(script.getVersion())
                        .map(MigrationVersion::getVersion)
                        .orElse(null),
                script.getScript(),
                0,
                null,
                MigrationFailure.words(error),
                1,
                Instant.EPOCH));
    }

    private MigrationRun verdict(
            FlywayException fault, RunCallback callback, Connection connection, Supplier<Survey> now)
            throws SQLException {
        Optional<MigrationInfo> begun = callback.script();
        if (isLockOfFlywayHeld(fault)) {
            return new MigrationRun.Blocked(heldByAnotherFlyway(), applied(callback, now.get()));
        }
        if (fault instanceof FlywayValidateException || isHistoryRefused(fault)) {
            return refused(fault);
        }
        if (fault.getErrorCode() == CoreErrorCode.CONFIGURATION) {
            throw new FlywaySettingsException("Flyway refuses its settings: " + fault.getMessage(), fault);
        }
        if (begun.isEmpty() && isOfNoFile(Faults.script(fault))) {
            if (Faults.sql(fault).isPresent()) {
                throw fault;
            }
            return refused(fault);
        }
        MigrationFailure failure = failure(fault, begun, connection);
        if (!LOCK_TIMEOUT.equals(failure.sqlState())) {
            return new MigrationRun.Failed(failure);
        }
        Survey survey = now.get();
        return leftNothing(callback, survey)
                ? new MigrationRun.Blocked(failure, applied(callback, survey))
                : new MigrationRun.Failed(failure);
    }

    private static int applied(RunCallback callback, Survey now) {
        return callback.total() - now.pending();
    }

    /** Whether it may be tried again: nothing was done that is not recorded as done, whoever failed, script or callback. */
    private static boolean leftNothing(RunCallback callback, Survey now) {
        return callback.leavesNothing() || callback.script().filter(now::isOpen).isEmpty();
    }

    private MigrationRun refused(FlywayException fault) {
        return new MigrationRun.Refused(
                mask.apply(FlywayWords.fact(String.valueOf(fault.getMessage()))), Remedies.of(fault));
    }

    /** Flyway has no code of its own for it. */
    private static boolean isLockOfFlywayHeld(FlywayException fault) {
        return String.valueOf(fault.getMessage()).contains(NO_LOCK_OF_FLYWAY);
    }

    private static MigrationFailure heldByAnotherFlyway() {
        return new MigrationFailure(
                null,
                "the history",
                0,
                LOCK_TIMEOUT,
                "another Flyway is migrating it, and holds the lock by which Flyways keep apart",
                1,
                Instant.EPOCH);
    }

    /** Flyway's own verdict on history and bundle, not PostgreSQL's on a script. */
    private static boolean isHistoryRefused(FlywayException fault) {
        return Faults.sql(fault).isEmpty()
                && (fault.getErrorCode() == CoreErrorCode.NON_EMPTY_SCHEMA_WITHOUT_SCHEMA_HISTORY_TABLE
                        || (fault instanceof FlywayMigrateException && fault.getCause() == null));
    }

    private MigrationFailure failure(FlywayException fault, Optional<MigrationInfo> begun, Connection connection)
            throws SQLException {
        FlywaySqlScriptException script = Faults.script(fault);
        String file = script == null
                ? begun.map(MigrationInfo::getScript).orElse("")
                : script.getResource().getFilename();
        return new MigrationFailure(
                begun.map(MigrationInfo::getVersion)
                        .map(MigrationVersion::getVersion)
                        .orElse(null),
                file,
                script == null ? 0 : Math.max(0, script.getLineNumber()),
                Faults.sql(fault).map(SQLException::getSQLState).orElse(null),
                new Advice(connection, mask).explain(fault),
                1,
                Instant.EPOCH);
    }

    /** What Flyway executes for itself, such as making its history, has no file. */
    private static boolean isOfNoFile(@Nullable FlywaySqlScriptException script) {
        return script == null || script.getResource().getFilename().isEmpty();
    }

    /** Flyway does that itself, but not on every way out. */
    private static void leaveTransaction(Connection connection) throws SQLException {
        if (!connection.getAutoCommit()) {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }
}
