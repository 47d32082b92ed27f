package io.initmigrator.command;

import io.initmigrator.command.rehearsal.DatabaseIdentity;
import io.initmigrator.command.rehearsal.Rehearsal;
import io.initmigrator.command.rehearsal.RehearsalFindings;
import io.initmigrator.command.rehearsal.RehearsalResult;
import io.initmigrator.command.rehearsal.RehearsedScript;
import io.initmigrator.core.UnreachableException;
import io.initmigrator.fence.ReadOnlySession;
import io.initmigrator.lint.report.Finding;
import io.initmigrator.migration.PendingMigrations;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** Rehearses what is planned, and adds what was measured to the plan. */
final class PlanRehearsal {

    private final Rehearsal rehearsal;
    private final Function<String, Optional<String>> sql;

    /** @param sql the text of a script by its location */
    PlanRehearsal(Rehearsal rehearsal, Function<String, Optional<String>> sql) {
        this.rehearsal = rehearsal;
        this.sql = sql;
    }

    PlanResult rehearse(PlanResult plan, PendingMigrations backlog, ReadOnlySession session)
            throws InterruptedException {
        Map<String, String> locations = new HashMap<>();
        Stream.concat(backlog.pending().stream(), backlog.deferred().stream())
                .forEach(script -> locations.put(script.script(), script.location()));
        Function<String, String> texts =
                script -> sql.apply(locations.getOrDefault(script, "")).orElse("");
        RehearsalResult result = rehearsal.run(identity(session), backlog, texts);
        return new PlanResult(
                plan.requiredVersion(),
                plan.recordedVersion(),
                plan.mismatch(),
                plan.notes(),
                plan.scripts().stream()
                        .map(script -> measured(script, result, texts))
                        .toList(),
                Optional.of(result));
    }

    private static DatabaseIdentity identity(ReadOnlySession session) {
        try {
            return DatabaseIdentity.read(session.unwrap(DataSource.class));
        } catch (SQLException e) {
            throw new UnreachableException(
                    "the identity of the migrated database cannot be read, so that nothing is rehearsed: "
                            + e.getMessage() + "; GRANT EXECUTE ON FUNCTION pg_control_system()",
                    e);
        }
    }

    private static PlanResult.Script measured(
            PlanResult.Script script, RehearsalResult result, Function<String, String> texts) {
        Optional<RehearsedScript> measured = result.scripts().stream()
                .filter(each -> each.script().equals(script.name()))
                .findFirst();
        boolean failed = result.failure()
                .filter(failure -> failure.script().equals(script.name()))
                .isPresent();
        List<Finding> disagreements = measured.isPresent() && !failed
                ? script.review()
                        .map(review -> RehearsalFindings.of(review, measured.get(), texts.apply(script.name())))
                        .orElse(List.of())
                : List.of();
        return new PlanResult.Script(
                script.name(),
                script.version(),
                script.inTransaction(),
                script.deferred(),
                script.review(),
                measured,
                disagreements);
    }
}
