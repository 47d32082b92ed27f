package io.initmigrator.flyway;

import io.initmigrator.coordination.Mend;
import io.initmigrator.coordination.RepairRun;
import io.initmigrator.coordination.UnreachableException;
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

/** Lets Flyway repair its history, and tells by the history itself what came of it. */
final class Mender {

    private final Flyways flyways;
    private final UnaryOperator<String> mask;

    Mender(Flyways flyways, UnaryOperator<String> mask) {
        this.flyways = flyways;
        this.mask = mask;
    }

    RepairRun repair(DataSource source, Bundle bundle) {
        try (Connection connection = source.getConnection()) {
            try {
                return repair(source, connection, bundle);
            } catch (FlywayException | SQLException e) {
                Faults.throwIfSessionLost(e, connection);
                throw e;
            }
        } catch (FlywayException e) {
            return refused(e);
        } catch (SQLException e) {
            throw unreachable(e);
        }
    }

    private RepairRun repair(DataSource source, Connection connection, Bundle bundle) throws SQLException {
        Survey survey = flyways.survey(source);
        if (survey.scripts().isEmpty()) {
            // Flyway would take all that was ever applied for deleted.
            return new RepairRun.Refused("no migration in " + bundle.location(), Remedies.EMPTY);
        }
        Flyway flyway = survey.isBehindTheHistory()
                ? flyways.repairing(source, Comparison.FUTURE, Comparison.MISSING_REPEATABLE)
                : flyways.repairing(source);
        String table = History.table(flyway.getConfiguration());
        SortedMap<Integer, HistoryRow> before = HistoryRow.all(connection, table);
        flyway.repair();
        return new RepairRun.Done(mends(before, HistoryRow.all(connection, table)));
    }

    private static List<Mend> mends(SortedMap<Integer, HistoryRow> before, SortedMap<Integer, HistoryRow> after) {
        List<Mend> mends = new ArrayList<>();
        before.forEach((rank, was) -> {
            HistoryRow is = after.get(rank);
            if (is == null) {
                mends.add(new Mend(Mend.Kind.REMOVED, was.script(), was.identification()));
            } else if (!is.equals(was)) {
                mends.add(new Mend(Mend.Kind.REALIGNED, is.script(), was.changesTo(is)));
            }
        });
        after.forEach((rank, is) -> {
            if (!before.containsKey(rank) && is.saysDeleted()) {
                mends.add(new Mend(Mend.Kind.DELETED, is.script(), is.identification()));
            }
        });
        return mends;
    }

    /** What PostgreSQL has no part in is a fault of the bundle. */
    private RepairRun refused(FlywayException fault) {
        if (fault.getErrorCode() == CoreErrorCode.CONFIGURATION) {
            throw new FlywaySettingsException("Flyway refuses its settings: " + fault.getMessage(), fault);
        }
        if (Faults.sql(fault).isPresent()) {
            throw unreachable(fault);
        }
        return new RepairRun.Refused(
                mask.apply(FlywayWords.fact(String.valueOf(fault.getMessage()))), Remedies.of(fault));
    }

    private UnreachableException unreachable(Exception fault) {
        return new UnreachableException("PostgreSQL refused the repair: " + Faults.words(fault, mask), fault);
    }
}
