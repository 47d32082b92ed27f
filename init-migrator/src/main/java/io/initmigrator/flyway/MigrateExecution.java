package io.initmigrator.flyway;

import io.initmigrator.core.UnreachableException;
import io.initmigrator.fence.Fence;
import io.initmigrator.migration.MigrationResult;
import io.initmigrator.migration.ScriptListener;
import io.initmigrator.schema.MigrationFailure;
import io.initmigrator.schema.SqlState;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
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

/** Runs {@code Flyway.migrate()} and maps its result. */
final class MigrateExecution {

    private static final Logger LOG = LoggerFactory.getLogger(MigrateExecution.class);

    /**
     * Errors caused by another session, which do not recur once that has ended: {@code lock_not_available}, {@code
     * deadlock_detected} and {@code serialization_failure}. PostgreSQL rolls the whole script back. Not among them is {@code object_in_use}
     * (55006), which may be due to the script itself.
     */
    private static final Set<String> MAY_PASS =
            Set.of(SqlState.LOCK_NOT_AVAILABLE, SqlState.DEADLOCK_DETECTED, SqlState.SERIALIZATION_FAILURE);

    private static final String NO_LOCK_OF_FLYWAY = "attempting to acquire PostgreSQL advisory lock";

    private final FlywayFactory flyways;
    private final UnaryOperator<String> mask;
    private final Function<MigrationInfo, ScriptHeader> heads;
    private final ScriptTransactions transactions;
    private final Set<String> deferred;

    /** @param deferred names of pending scripts that are not to run */
    MigrateExecution(
            FlywayFactory flyways,
            UnaryOperator<String> mask,
            Function<MigrationInfo, ScriptHeader> heads,
            ScriptTransactions transactions,
            Set<String> deferred) {
        this.flyways = flyways;
        this.mask = mask;
        this.heads = heads;
        this.transactions = transactions;
        this.deferred = deferred;
    }

    /** @param pending number of scripts */
    MigrationResult migrate(Fence fence, int pending, ScriptListener listener) {
        DataSource source = fence.unwrap(DataSource.class);
        warnOfSkipping(source);
        try (Connection connection = source.getConnection()) {
            try {
                return migrate(fence, source, connection, pending, listener);
            } catch (FlywayException | SQLException e) {
                FlywayErrors.throwIfSessionLost(e, connection);
                throw refused(new SqlErrorExplainer(connection, mask).explain(e), e);
            }
        } catch (SQLException e) {
            throw refused(FlywayErrors.message(e, mask), e);
        }
    }

    private void warnOfSkipping(DataSource source) {
        if (flyways.isSkippingExecution(source)) {
            LOG.atWarn()
                    .addKeyValue("setting", "FLYWAY_SKIP_EXECUTING_MIGRATIONS")
                    .addKeyValue("remedy", "unset it once the history records what was applied by hand")
                    .log("Recording migrations without running them");
        }
    }

    private static UnreachableException refused(String words, Exception exception) {
        return new UnreachableException("PostgreSQL rejected the migration: " + words, exception);
    }

    private MigrationResult migrate(
            Fence fence, DataSource source, Connection connection, int pending, ScriptListener listener)
            throws SQLException {
        ScriptCallback callback = new ScriptCallback(pending, heads, transactions, fence, listener);
        Flyway flyway = flyways.forMigrate(source, deferred, callback, callback.lastBefore(), callback.lastAfter());
        if (!HistoryExtent.exists(connection, flyway.getConfiguration())) {
            new SqlErrorExplainer(connection, mask)
                    .refuseWhereNoHistoryCanBegin(
                            HistoryExtent.schema(flyway.getConfiguration()),
                            flyway.getConfiguration().isCreateSchemas());
        }
        MigrationResult run = migrate(source, connection, flyway, callback);
        if (!connection.isClosed()) {
            // Timeouts set by a failed script must apply neither to what follows nor to the next attempt.
            fence.apply(fence.defaultTimeouts());
        }
        return run;
    }

    private MigrationResult migrate(DataSource source, Connection connection, Flyway flyway, ScriptCallback callback)
            throws SQLException {
        // Forgets failures of an earlier attempt too.
        connection.clearWarnings();
        try {
            return new MigrationResult.Applied(flyways.withContextClassLoader(flyway::migrate).migrationsExecuted);
        } catch (Error e) {
            return broken(e, callback, connection);
        } catch (FlywayException e) {
            Optional<Error> error = FlywayErrors.error(e);
            if (error.isPresent()) {
                return broken(error.get(), callback, connection);
            }
            FlywayErrors.throwIfSessionLost(e, connection);
            if (FlywayErrors.isRejectedSetting(e)) {
                return new MigrationResult.Failed(failure(e, callback.running(), connection));
            }
            leaveTransaction(connection);
            return verdict(e, callback, connection, () -> flyways.survey(source).deferring(deferred));
        }
    }

    /** An error while a script runs is a failure of the script, which other pods need not repeat. Any other error is rethrown. */
    private MigrationResult broken(Error error, ScriptCallback callback, Connection connection) throws SQLException {
        MigrationInfo script = callback.running().orElseThrow(() -> error);
        LOG.atDebug().setCause(error).addKeyValue("script", script.getScript()).log("Script ended with an error");
        if (!connection.isClosed()) {
            leaveTransaction(connection);
        }
        return new MigrationResult.Failed(new MigrationFailure(
                Optional.ofNullable(script.getVersion())
                        .map(MigrationVersion::getVersion)
                        .orElse(null),
                script.getScript(),
                0,
                null,
                mask.apply(MigrationFailure.words(error)),
                1,
                Instant.EPOCH));
    }

    private MigrationResult verdict(
            FlywayException exception, ScriptCallback callback, Connection connection, Supplier<MigrationInfoView> now)
            throws SQLException {
        Optional<MigrationInfo> begun = callback.script();
        if (isLockOfFlywayHeld(exception)) {
            return new MigrationResult.Blocked(heldByAnotherFlyway(), applied(callback, now.get()));
        }
        if (exception instanceof FlywayValidateException || isHistoryRefused(exception)) {
            return refused(exception);
        }
        if (exception.getErrorCode() == CoreErrorCode.CONFIGURATION) {
            throw new FlywaySettingsException("Flyway refuses its settings: " + exception.getMessage(), exception);
        }
        if (begun.isEmpty() && isOfNoFile(FlywayErrors.script(exception))) {
            if (FlywayErrors.sql(exception).isPresent()) {
                throw exception;
            }
            return refused(exception);
        }
        MigrationFailure failure = failure(exception, begun, connection);
        if (!MAY_PASS.contains(String.valueOf(failure.sqlState()))) {
            return new MigrationResult.Failed(failure);
        }
        MigrationInfoView survey = now.get();
        return leftNothing(callback, survey)
                ? new MigrationResult.Blocked(failure, applied(callback, survey))
                : new MigrationResult.Failed(failure);
    }

    private static int applied(ScriptCallback callback, MigrationInfoView now) {
        return callback.total() - now.pending();
    }

    /** Returns whether a retry is safe: the history records everything that was applied, whether script or callback failed. */
    private static boolean leftNothing(ScriptCallback callback, MigrationInfoView now) {
        return callback.leavesNothing() || callback.script().filter(now::isOpen).isEmpty();
    }

    private MigrationResult refused(FlywayException exception) {
        return new MigrationResult.Refused(
                mask.apply(FlywayMessages.fact(String.valueOf(exception.getMessage()))), Remedies.of(exception));
    }

    /** Flyway has no error code for it. */
    private static boolean isLockOfFlywayHeld(FlywayException exception) {
        return String.valueOf(exception.getMessage()).contains(NO_LOCK_OF_FLYWAY);
    }

    private static MigrationFailure heldByAnotherFlyway() {
        return new MigrationFailure(
                null,
                "the history",
                0,
                SqlState.LOCK_NOT_AVAILABLE,
                "another Flyway process is migrating and holds Flyway's own advisory lock",
                1,
                Instant.EPOCH);
    }

    /** Returns whether Flyway rejected history and bundle, not PostgreSQL a script. */
    private static boolean isHistoryRefused(FlywayException exception) {
        return FlywayErrors.sql(exception).isEmpty()
                && (exception.getErrorCode() == CoreErrorCode.NON_EMPTY_SCHEMA_WITHOUT_SCHEMA_HISTORY_TABLE
                        || (exception instanceof FlywayMigrateException && exception.getCause() == null));
    }

    private MigrationFailure failure(FlywayException exception, Optional<MigrationInfo> begun, Connection connection)
            throws SQLException {
        MigrationFailure last = lastFailure(exception, begun, connection);
        Optional<SQLException> first = FlywayErrors.first(exception);
        return first.isEmpty() ? last : first(first.get(), exception, last, begun, connection);
    }

    /** Flyway reports only a callback that fails after an error, not the error. */
    private MigrationFailure first(
            SQLException first,
            FlywayException exception,
            MigrationFailure last,
            Optional<MigrationInfo> begun,
            Connection connection)
            throws SQLException {
        String afterwards = FlywayErrors.last(exception)
                .map(sql -> mask.apply(String.valueOf(sql.getMessage())))
                .map(message -> message.lines().findFirst().orElse(""))
                .orElse("");
        return new MigrationFailure(
                last.version(),
                begun.map(MigrationInfo::getScript).orElse("a callback"),
                0,
                first.getSQLState(),
                new SqlErrorExplainer(connection, mask)
                                .explain(first, begun.map(transactions::text).orElse(""))
                        + "; afterwards " + last.script() + " failed too: " + afterwards.replaceFirst("^ERROR: ", ""),
                last.attempt(),
                last.at());
    }

    private MigrationFailure lastFailure(
            FlywayException exception, Optional<MigrationInfo> begun, Connection connection) throws SQLException {
        FlywaySqlScriptException script = FlywayErrors.script(exception);
        String file = script == null
                ? begun.map(MigrationInfo::getScript).orElse("")
                : script.getResource().getFilename();
        return new MigrationFailure(
                begun.map(MigrationInfo::getVersion)
                        .map(MigrationVersion::getVersion)
                        .orElse(null),
                file,
                script == null ? 0 : Math.max(0, script.getLineNumber()),
                FlywayErrors.isRejectedSetting(exception)
                        ? null
                        : FlywayErrors.sql(exception)
                                .map(SQLException::getSQLState)
                                .orElse(null),
                new SqlErrorExplainer(connection, mask)
                        .explain(exception, begun.map(transactions::text).orElse("")),
                1,
                Instant.EPOCH);
    }

    /** Flyway's own statements, such as creating its history, have no file. */
    private static boolean isOfNoFile(@Nullable FlywaySqlScriptException script) {
        return script == null || script.getResource().getFilename().isEmpty();
    }

    /** Flyway does so itself, but not in every case. */
    private static void leaveTransaction(Connection connection) throws SQLException {
        if (!connection.getAutoCommit()) {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }
}
