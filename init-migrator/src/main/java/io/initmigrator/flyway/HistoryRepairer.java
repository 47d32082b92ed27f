package io.initmigrator.flyway;

import io.initmigrator.core.UnreachableException;
import io.initmigrator.migration.RepairAction;
import io.initmigrator.migration.RepairResult;
import io.initmigrator.schema.Bundle;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.api.resolver.MigrationResolver;
import org.flywaydb.core.api.resolver.ResolvedMigration;
import org.flywaydb.core.internal.resolver.ResolvedMigrationImpl;

/** Runs {@code Flyway.repair()}, and finds the changes by comparing the history before and after. */
final class HistoryRepairer {

    /** The application that has it would fail its validation, or run it a second time. */
    private static final String KEPT = "a Java migration that the bundle lacks: the application may have it";

    private final FlywayFactory flyways;
    private final UnaryOperator<String> mask;

    HistoryRepairer(FlywayFactory flyways, UnaryOperator<String> mask) {
        this.flyways = flyways;
        this.mask = mask;
    }

    RepairResult repair(DataSource source, Bundle bundle) {
        try (Connection connection = source.getConnection()) {
            try {
                return repair(source, connection, bundle);
            } catch (FlywayException | SQLException e) {
                FlywayErrors.throwIfSessionLost(e, connection);
                throw e;
            }
        } catch (InvalidScriptException e) {
            return new RepairResult.Refused(e.problem());
        } catch (FlywayException e) {
            FlywayErrors.throwIfInterrupted(e);
            return flyways.invalidScriptConfiguration(source, e)
                    .<RepairResult>map(file -> new RepairResult.Refused(file.problem()))
                    .orElseGet(() -> refused(e));
        } catch (SQLException e) {
            throw unreachable(e);
        }
    }

    private RepairResult repair(DataSource source, Connection connection, Bundle bundle) throws SQLException {
        MigrationInfoView survey = flyways.survey(source);
        if (survey.scripts().isEmpty()) {
            // Flyway would mark every applied migration as deleted.
            return new RepairResult.Refused("no migration in " + bundle.location(), Remedies.EMPTY_AT_REPAIR);
        }
        List<MigrationInfo> kept = survey.missingJavaMigrations();
        MigrationResolver resolver =
                context -> kept.stream().map(HistoryRepairer::placeholder).toList();
        Flyway flyway = survey.isBehindTheHistory()
                ? flyways.forRepair(source, resolver, ValidationRun.FUTURE, ValidationRun.MISSING_REPEATABLE)
                : flyways.forRepair(source, resolver);
        Configuration settings = flyway.getConfiguration();
        SortedMap<Integer, HistoryRow> before = HistoryRow.all(connection, settings);
        DeletedScripts putBack = DeletedScripts.of(connection, settings, survey);
        if (!putBack.rows().isEmpty()) {
            putBack.restore(connection, settings);
        }
        flyway.repair();
        List<RepairAction> actions = actions(before, HistoryRow.all(connection, settings));
        kept.forEach(script -> actions.add(new RepairAction(RepairAction.Kind.KEPT, script.getScript(), KEPT)));
        return new RepairResult.Done(actions);
    }

    /** As the history has it: Flyway would mark what is resolved nowhere as deleted. */
    private static ResolvedMigration placeholder(MigrationInfo script) {
        return new ResolvedMigrationImpl(
                script.getVersion(),
                script.getDescription(),
                script.getScript(),
                script.getChecksum(),
                null,
                script.getType(),
                null,
                null);
    }

    private static List<RepairAction> actions(
            SortedMap<Integer, HistoryRow> before, SortedMap<Integer, HistoryRow> after) {
        List<RepairAction> actions = new ArrayList<>();
        before.forEach((rank, was) -> {
            HistoryRow is = after.get(rank);
            if (is == null) {
                actions.add(new RepairAction(
                        was.saysDeleted() ? RepairAction.Kind.RESTORED : RepairAction.Kind.REMOVED,
                        was.script(),
                        was.identification()));
            } else if (!is.equals(was)) {
                actions.add(new RepairAction(RepairAction.Kind.ALIGNED, is.script(), was.changesTo(is)));
            }
        });
        after.forEach((rank, is) -> {
            if (!before.containsKey(rank) && is.saysDeleted()) {
                actions.add(new RepairAction(RepairAction.Kind.DELETED, is.script(), is.identification()));
            }
        });
        return actions;
    }

    /** An error without an SQLException is an error of the bundle. */
    private RepairResult refused(FlywayException exception) {
        if (exception.getErrorCode() == CoreErrorCode.CONFIGURATION) {
            throw new FlywaySettingsException("Flyway refuses its settings: " + exception.getMessage(), exception);
        }
        if (FlywayErrors.sql(exception).isPresent()) {
            throw unreachable(exception);
        }
        return new RepairResult.Refused(
                mask.apply(FlywayMessages.fact(String.valueOf(exception.getMessage()))), Remedies.of(exception));
    }

    private UnreachableException unreachable(Exception exception) {
        return new UnreachableException(
                "PostgreSQL rejected the repair: " + FlywayErrors.message(exception, mask), exception);
    }
}
