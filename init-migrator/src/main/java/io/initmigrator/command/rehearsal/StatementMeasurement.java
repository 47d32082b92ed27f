package io.initmigrator.command.rehearsal;

import io.initmigrator.lint.report.LockMode;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Effects and duration of one statement.
 *
 * @param line of the script, from 1; 0 if the statement was not found there
 * @param statement its beginning
 * @param transactional whether it ran in a transaction; otherwise {@code locks} and {@code read} are not known, and empty
 * @param locks the strongest lock on each table and view that the statement took and that was not held before
 * @param rewritten tables and materialized views with a new file
 * @param rebuilt indexes with a new file whose table has none
 * @param read rows that sequential scans returned, by table
 */
public record StatementMeasurement(
        int line,
        String statement,
        Duration duration,
        boolean transactional,
        Map<MeasuredRelation, LockMode> locks,
        List<MeasuredRelation> rewritten,
        List<MeasuredRelation> rebuilt,
        Map<MeasuredRelation, Long> read) {

    public StatementMeasurement {
        locks = Collections.unmodifiableMap(new LinkedHashMap<>(locks));
        rewritten = List.copyOf(rewritten);
        rebuilt = List.copyOf(rebuilt);
        read = Collections.unmodifiableMap(new LinkedHashMap<>(read));
    }
}
