package io.initmigrator.flyway;

import io.initmigrator.coordination.Assessment;
import io.initmigrator.coordination.Backlog;
import io.initmigrator.coordination.RolloutSettings.WhenEmpty;
import io.initmigrator.coordination.UnreachableException;
import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.MissingRight;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.output.ValidateOutput;
import org.flywaydb.core.api.output.ValidateResult;

/** Compares the bundle with the history by Flyway's rules, and changes nothing. */
final class Assessor {

    /**
     * How bundle and history fit together.
     *
     * @param scripts the bundle's, as they were read, where some are pending
     */
    record Verdict(Assessment assessment, Optional<ReadScripts> scripts) {

        Verdict(Assessment assessment) {
            this(assessment, Optional.empty());
        }
    }

    private final Flyways flyways;
    private final WhenEmpty whenEmpty;
    private final UnaryOperator<String> mask;
    private final Transactions transactions;
    private final Set<String> ran;

    /** @param ran names of the scripts that this process has run */
    Assessor(
            Flyways flyways,
            WhenEmpty whenEmpty,
            UnaryOperator<String> mask,
            Transactions transactions,
            Set<String> ran) {
        this.flyways = flyways;
        this.whenEmpty = whenEmpty;
        this.mask = mask;
        this.transactions = transactions;
        this.ran = ran;
    }

    /** @param read the bundle's scripts, where they have been read already */
    Verdict assess(DataSource source, Bundle bundle, Optional<ReadScripts> read) {
        try (Connection connection = source.getConnection()) {
            try {
                return assess(source, connection, bundle, read);
            } catch (FlywayException | SQLException e) {
                Faults.throwIfSessionLost(e, connection);
                throw e;
            }
        } catch (FlywayException e) {
            return new Verdict(refused(e));
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    /** What is pending, whether or not the rest of the history fits. */
    Backlog backlog(DataSource source) {
        try {
            return flyways.survey(source).backlog();
        } catch (FlywayException e) {
            if (refused(e) instanceof Assessment.Misfit(String reason, String remedy)) {
                throw new UnreachableException("Flyway cannot read the migrations: " + reason + "; " + remedy, e);
            }
            throw e;
        }
    }

    private Verdict assess(DataSource source, Connection connection, Bundle bundle, Optional<ReadScripts> read)
            throws SQLException {
        Flyway flyway = read.map(scripts -> flyways.asking(source, scripts)).orElseGet(() -> flyways.asking(source));
        Comparison comparison = Comparison.by(flyway, read.isEmpty());
        Survey survey = comparison.survey();
        Optional<History> history = History.read(connection, flyway.getConfiguration());
        Optional<Assessment> misfit = misfit(survey, flyway, history, bundle);
        if (misfit.isPresent()) {
            return new Verdict(misfit.get());
        }
        ReadScripts scripts;
        try {
            if (read.isEmpty() && survey.pending() > 0) {
                CallbackScripts.requireEnd(flyway.getConfiguration());
            }
            scripts = read.orElseGet(() -> ReadScripts.of(comparison.scripts(), survey.scripts()));
        } catch (ScriptException e) {
            return new Verdict(new Assessment.Misfit(line(String.valueOf(e.getMessage())), e.remedy()));
        }
        misfit = comparison.verdict().validationSuccessful
                        || !flyway.getConfiguration().isValidateOnMigrate()
                ? mixture(survey, flyway)
                : Optional.of(invalid(comparison.verdict()));
        if (misfit.isPresent()) {
            return new Verdict(misfit.get());
        }
        int pending = survey.pendingBut(ran);
        return pending > 0 && !survey.isBehindTheHistory()
                ? new Verdict(new Assessment.Pending(pending, survey.repeatableBut(ran)), Optional.of(scripts))
                : new Verdict(new Assessment.Complete(
                        survey.receipt(
                        bundle.digest(),
                        history.orElse(History.NONE),
                        flyways.hasCallbackAround(source),
                        scripts.declared())));
    }

    private Optional<Assessment> misfit(Survey survey, Flyway flyway, Optional<History> history, Bundle bundle) {
        if (survey.scripts().isEmpty() && whenEmpty == WhenEmpty.FAIL) {
            return Optional.of(new Assessment.Misfit("no migration in " + bundle.location(), Remedies.EMPTY));
        }
        if (survey.failed().isPresent()) {
            return Optional.of(failed(survey.failed().get()));
        }
        if (history.isEmpty()
                && survey.pending() > 0
                && !survey.schemasAreEmpty()
                && !flyway.getConfiguration().isBaselineOnMigrate()) {
            return Optional.of(new Assessment.Misfit(
                    "the schema is not empty and has no history table, so Flyway cannot know what was applied to it",
                    Remedies.NO_HISTORY));
        }
        return Optional.empty();
    }

    /** Flyway finds that out too, but after the callbacks have run; and not where mixing is allowed. */
    private Optional<Assessment> mixture(Survey survey, Flyway flyway) {
        return flyway.getConfiguration().isGroup()
                ? survey.scriptThatCannotBeUndoneWithOthers(transactions)
                        .map(script -> new Assessment.Misfit(
                                script
                                        + " cannot run in one transaction, so that FLYWAY_GROUP=true cannot apply it and the"
                                        + " other pending scripts all or not at all",
                                Remedies.MIXTURE))
                : Optional.empty();
    }

    private static Assessment failed(MigrationInfo script) {
        return new Assessment.Misfit(
                "the history records " + script.getScript() + " as failed, so the schema may hold a part of it",
                Remedies.FAILED);
    }

    private Assessment invalid(ValidateResult result) {
        if (result.invalidMigrations.isEmpty()) {
            return new Assessment.Misfit(line(result.errorDetails.errorMessage), Remedies.GENERAL);
        }
        ValidateOutput first = result.invalidMigrations.getFirst();
        int others = result.invalidMigrations.size() - 1;
        return new Assessment.Misfit(
                line(first.errorDetails.errorMessage) + (others > 0 ? " (and " + others + " more)" : ""),
                Remedies.of(first.errorDetails.errorCode));
    }

    private Assessment refused(FlywayException refusal) {
        if (refusal.getErrorCode() == CoreErrorCode.CONFIGURATION) {
            throw new FlywaySettingsException("Flyway refuses its settings: " + refusal.getMessage(), refusal);
        }
        Optional<SQLException> sql = Faults.sql(refusal);
        if (sql.isPresent()) {
            // None of the bundle's runs yet, so it is what each connection begins with.
            throw Faults.script(refusal) == null ? unreadable(sql.get()) : initSqlFailed(sql.get());
        }
        return new Assessment.Misfit(line(String.valueOf(refusal.getMessage())), Remedies.of(refusal));
    }

    private UnreachableException initSqlFailed(SQLException fault) {
        return new UnreachableException(
                "FLYWAY_INIT_SQL failed: " + Faults.words(fault, mask) + " (SQLSTATE " + fault.getSQLState()
                        + "); correct it, or unset it",
                fault);
    }

    private UnreachableException unreadable(SQLException fault) {
        String words = Faults.words(fault, mask);
        return new UnreachableException(
                "PostgreSQL refused to show the migration history: " + words + " (SQLSTATE " + fault.getSQLState()
                        + "); " + MissingRight.remedy(words, "select", "the role that asks"),
                fault);
    }

    private String line(String text) {
        return mask.apply(FlywayWords.fact(text));
    }
}
