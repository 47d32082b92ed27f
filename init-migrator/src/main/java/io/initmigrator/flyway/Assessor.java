package io.initmigrator.flyway;

import io.initmigrator.core.UnreachableException;
import io.initmigrator.fence.SchemaReader;
import io.initmigrator.migration.Assessment;
import io.initmigrator.migration.PendingMigrations;
import io.initmigrator.rollout.RolloutSettings.WhenEmpty;
import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.MissingPrivilege;
import io.initmigrator.schema.Problem;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.api.output.ValidateOutput;
import org.flywaydb.core.api.output.ValidateResult;

/** Compares the bundle with the history by Flyway's rules, and changes nothing. */
final class Assessor {

    /**
     * Result of comparing bundle and history.
     *
     * @param scripts of the bundle as they were read; empty if none is pending
     * @param deferred names of the pending scripts that are not to run now
     */
    record AssessmentResult(Assessment assessment, Optional<LoadedScripts> scripts, Set<String> deferred) {

        AssessmentResult(Assessment assessment) {
            this(assessment, Optional.empty(), Set.of());
        }
    }

    private final FlywayFactory flyways;
    private final WhenEmpty whenEmpty;
    private final UnaryOperator<String> mask;
    private final ScriptTransactions transactions;
    private final ScriptValidator validator;
    private final boolean deferring;

    /** @param deferring false if scripts that are declared so run now */
    Assessor(
            FlywayFactory flyways,
            WhenEmpty whenEmpty,
            UnaryOperator<String> mask,
            ScriptTransactions transactions,
            ScriptValidator validator,
            boolean deferring) {
        this.flyways = flyways;
        this.whenEmpty = whenEmpty;
        this.mask = mask;
        this.transactions = transactions;
        this.validator = validator;
        this.deferring = deferring;
    }

    /** Reads the bundle. */
    AssessmentResult assess(SchemaReader reader, Bundle bundle) {
        return verify(reader, bundle, Optional.empty(), Set.of());
    }

    /**
     * @param read scripts of the bundle as they were read before it was migrated; absent to read them
     * @param ran names of the scripts that have run
     */
    AssessmentResult verify(SchemaReader reader, Bundle bundle, Optional<LoadedScripts> read, Set<String> ran) {
        DataSource source = reader.unwrap(DataSource.class);
        try (Connection connection = source.getConnection()) {
            try {
                return verify(reader, source, connection, bundle, read, ran);
            } catch (FlywayException | SQLException e) {
                FlywayErrors.throwIfSessionLost(e, connection);
                throw e;
            }
        } catch (InvalidScriptException e) {
            return new AssessmentResult(new Assessment.Mismatch(
                    line(e.problem().reason()), e.problem().remedy()));
        } catch (FlywayException e) {
            return new AssessmentResult(refused(source, e));
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    /** Returns what is pending, even if bundle and history do not match. */
    PendingMigrations backlog(DataSource source) {
        try {
            MigrationInfoView survey = flyways.survey(source);
            return survey.deferring(deferral(survey, transactions::head).names())
                    .backlog();
        } catch (InvalidScriptException e) {
            throw new UnreachableException(e.problem(), e);
        } catch (FlywayException e) {
            if (refused(source, e) instanceof Assessment.Mismatch(Problem problem)) {
                throw new UnreachableException("Flyway cannot read the migrations: " + problem, e);
            }
            throw e;
        }
    }

    private Deferral deferral(MigrationInfoView survey, Function<MigrationInfo, ScriptHeader> heads) {
        return deferring
                ? survey.deferral(script -> heads.apply(script).directives().isAfterRollout())
                : Deferral.NONE;
    }

    private AssessmentResult verify(
            SchemaReader reader,
            DataSource source,
            Connection connection,
            Bundle bundle,
            Optional<LoadedScripts> read,
            Set<String> ran)
            throws SQLException {
        Flyway flyway = read.map(scripts -> flyways.forInfo(source, scripts)).orElseGet(() -> flyways.forInfo(source));
        ValidationRun comparison = ValidationRun.by(flyway, read.isEmpty());
        MigrationInfoView whole = comparison.survey();
        Optional<HistoryExtent> history = HistoryExtent.read(connection, flyway.getConfiguration());
        Optional<Assessment> mismatch = mismatch(connection, whole, flyway, history, bundle);
        if (mismatch.isPresent()) {
            return new AssessmentResult(mismatch.get());
        }
        boolean baseline = history.isEmpty() && whole.isBaselinedWithoutHistory();
        if (read.isEmpty() && (whole.pending() > 0 || baseline || flyways.hasCallbackAround(source))) {
            CallbackScripts.requireRunnable(flyway.getConfiguration(), validator);
        }
        LoadedScripts scripts = read.orElseGet(() -> LoadedScripts.of(
                comparison.scripts(), whole.scripts(), transactions, validator, flyway.getConfiguration()));
        Deferral deferral = deferral(whole, script -> scripts.head(script, transactions));
        MigrationInfoView survey = whole.deferring(deferral.names());
        mismatch = comparison.verdict().validationSuccessful
                        || !flyway.getConfiguration().isValidateOnMigrate()
                ? mixture(survey, flyway)
                : Optional.of(invalid(comparison.verdict(), survey, connection, flyway.getConfiguration()));
        if (mismatch.isPresent()) {
            return new AssessmentResult(mismatch.get());
        }
        int pending = survey.pendingBut(ran);
        return new AssessmentResult(
                pending > 0 && !survey.isBehindTheHistory()
                        ? new Assessment.Pending(pending, survey.repeatableBut(ran), deferral.notDeferrable(reader))
                        : new Assessment.Complete(
                                survey.receipt(
                                        bundle.digest(),
                                        history.orElse(HistoryExtent.NONE),
                                        flyways.hasCallbackAround(source),
                                        scripts.declared()),
                                baseline),
                whole.pending() > 0 ? Optional.of(scripts) : Optional.empty(),
                deferral.names());
    }

    private Optional<Assessment> mismatch(
            Connection connection,
            MigrationInfoView survey,
            Flyway flyway,
            Optional<HistoryExtent> history,
            Bundle bundle)
            throws SQLException {
        if (survey.scripts().isEmpty() && whenEmpty == WhenEmpty.FAIL) {
            return Optional.of(new Assessment.Mismatch("no migration in " + bundle.location(), Remedies.EMPTY));
        }
        if (survey.failed().isPresent()) {
            return Optional.of(failed(survey.failed().get()));
        }
        return history.isEmpty() && (survey.pending() > 0 || survey.isBaselinedWithoutHistory())
                ? withoutHistory(connection, survey, flyway.getConfiguration())
                : Optional.empty();
    }

    private static Optional<Assessment> withoutHistory(
            Connection connection, MigrationInfoView survey, Configuration settings) throws SQLException {
        OtherHistories others = OtherHistories.read(connection, settings);
        Optional<Assessment.Mismatch> recorded = others.recording(connection, survey.scripts());
        if (recorded.isPresent()) {
            return Optional.of(recorded.get());
        }
        return survey.schemasAreEmpty() || settings.isBaselineOnMigrate()
                ? Optional.empty()
                : Optional.of(new Assessment.Mismatch(
                        "the schema is not empty and has no schema history, so it is unknown which migrations were applied",
                        others.remedy()));
    }

    /** Flyway checks this too, but only after the callbacks have run, and not if FLYWAY_MIXED is set. */
    private Optional<Assessment> mixture(MigrationInfoView survey, Flyway flyway) {
        return flyway.getConfiguration().isGroup()
                ? survey.scriptOutsideTransactionAmongOthers(transactions)
                        .map(script -> new Assessment.Mismatch(
                                script
                                        + " cannot run in a transaction, so FLYWAY_GROUP=true cannot apply the pending"
                                        + " migrations atomically",
                                Remedies.MIXTURE))
                : Optional.empty();
    }

    private static Assessment failed(MigrationInfo script) {
        return new Assessment.Mismatch(
                script.getScript() + " is recorded as failed; the schema may contain part of it", Remedies.FAILED);
    }

    private Assessment invalid(
            ValidateResult result, MigrationInfoView survey, Connection connection, Configuration settings)
            throws SQLException {
        if (result.invalidMigrations.isEmpty()) {
            return new Assessment.Mismatch(line(result.errorDetails.errorMessage), Remedies.GENERAL);
        }
        ValidateOutput first = result.invalidMigrations.getFirst();
        int others = result.invalidMigrations.size() - 1;
        String more = others > 0 ? " (and " + others + " more)" : "";
        return survey.missingJavaMigration(String.valueOf(first.version), first.description)
                .filter(script -> Remedies.isOfMissing(first.errorDetails.errorCode))
                .map(script -> new Assessment.Mismatch(
                        line("the history records the Java migration " + script.getScript()
                                + ", which the bundle lacks, so that Flyway calls it missing" + more),
                        Remedies.ofJavaMigration(script.isVersioned())))
                .orElse(new Assessment.Mismatch(
                        file(first) + line(first.errorDetails.errorMessage) + more,
                        DeletedScripts.of(connection, settings, survey).contains(String.valueOf(first.version))
                                ? Remedies.PUT_BACK
                                : Remedies.of(first.errorDetails.errorCode)));
    }

    /** The file of a checksum, description or type that differs: Flyway's message has only the version. */
    private static String file(ValidateOutput invalid) {
        return invalid.errorDetails.errorMessage.startsWith("Migration ")
                        && invalid.filepath != null
                        && !invalid.filepath.isEmpty()
                ? Path.of(invalid.filepath).getFileName() + ": "
                : "";
    }

    private Assessment refused(DataSource source, FlywayException refusal) {
        FlywayErrors.throwIfInterrupted(refusal);
        Optional<InvalidScriptException> file = flyways.invalidScriptConfiguration(source, refusal);
        if (file.isPresent()) {
            return new Assessment.Mismatch(
                    line(file.get().problem().reason()), file.get().problem().remedy());
        }
        if (refusal.getErrorCode() == CoreErrorCode.CONFIGURATION) {
            throw new FlywaySettingsException("Flyway refuses its settings: " + refusal.getMessage(), refusal);
        }
        Optional<SQLException> sql = FlywayErrors.sql(refusal);
        if (sql.isPresent()) {
            // No script of the bundle has run yet, so it is the init SQL.
            throw FlywayErrors.script(refusal) == null ? unreadable(sql.get()) : initSqlFailed(sql.get());
        }
        return new Assessment.Mismatch(line(String.valueOf(refusal.getMessage())), Remedies.of(refusal));
    }

    private UnreachableException initSqlFailed(SQLException exception) {
        return new UnreachableException(
                new Problem(
                        "FLYWAY_INIT_SQL failed: " + FlywayErrors.message(exception, mask) + " (SQLSTATE "
                                + exception.getSQLState() + ")",
                        "correct or unset it"),
                exception);
    }

    private UnreachableException unreadable(SQLException exception) {
        String words = FlywayErrors.message(exception, mask);
        return new UnreachableException(
                new Problem(
                        "cannot read the schema history: " + words + " (SQLSTATE " + exception.getSQLState() + ")",
                        MissingPrivilege.remedy(words, "select", "this role")),
                exception);
    }

    private String line(String text) {
        return mask.apply(FlywayMessages.fact(text));
    }
}
