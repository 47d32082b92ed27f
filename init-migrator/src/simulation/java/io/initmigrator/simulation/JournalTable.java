package io.initmigrator.simulation;

import io.initmigrator.fence.InterruptedScript;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Simulates the table {@code init_migrator_journal}. */
final class JournalTable {

    private final UnprotectedEffects effects;
    private final Map<String, Row> rows = new LinkedHashMap<>();

    /**
     * Records the start of a script.
     *
     * @param pid of the session that runs it
     * @param rowsBefore number of history rows at that time
     * @param indexesNamed indexes that the script creates
     */
    record Row(
            String script,
            String by,
            int pid,
            Instant begunAt,
            int rowsBefore,
            List<String> invalidBefore,
            List<String> indexesBefore,
            List<String> indexesNamed) {}

    JournalTable(UnprotectedEffects effects) {
        this.effects = effects;
    }

    /** Returns a row with the indexes of this moment; it is not in the table yet. */
    Row row(String script, ServerSession by, Instant begunAt, int rowsBefore, List<String> named) {
        return new Row(
                script,
                by.applicationName(),
                by.pid(),
                begunAt,
                rowsBefore,
                effects.invalidIndexes(),
                effects.indexes(),
                named);
    }

    void insert(Row row) {
        rows.put(row.script(), row);
    }

    /** Returns the first row whose script the history does not record. */
    Optional<Row> interrupted(Predicate<Row> isRecorded) {
        return rows.values().stream().filter(isRecorded.negate()).findFirst();
    }

    void removeIf(Predicate<Row> isRecorded) {
        rows.values().removeIf(isRecorded);
    }

    void remove(String script) {
        rows.remove(script);
    }

    /** Describes an interrupted script and the indexes that it left. */
    InterruptedScript describe(Row row) {
        List<String> invalid = effects.invalidIndexes();
        List<String> complete = effects.indexes().stream()
                .filter(row.indexesNamed()::contains)
                .filter(index -> !invalid.contains(index))
                .toList();
        return new InterruptedScript(
                row.script(),
                row.by(),
                row.begunAt(),
                newSince(row.indexesBefore(), newSince(row.invalidBefore(), invalid)),
                newSince(row.indexesBefore(), complete));
    }

    private static List<String> newSince(List<String> before, List<String> now) {
        return now.stream().filter(index -> !before.contains(index)).toList();
    }
}
