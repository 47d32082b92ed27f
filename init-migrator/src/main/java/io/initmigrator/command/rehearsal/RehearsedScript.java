package io.initmigrator.command.rehearsal;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * A script as it ran on the scratch database.
 *
 * @param script its name as recorded in the history
 * @param duration of its statements, without the measurements between them
 * @param before tables and views that existed before it
 */
public record RehearsedScript(
        String script, Duration duration, List<StatementMeasurement> statements, Set<MeasuredRelation> before) {

    public RehearsedScript {
        statements = List.copyOf(statements);
        before = Set.copyOf(before);
    }
}
