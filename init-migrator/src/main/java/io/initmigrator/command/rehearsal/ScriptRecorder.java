package io.initmigrator.command.rehearsal;

import io.initmigrator.time.Time;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Measures the statements between the beginning and the end of each script. For one thread. */
final class ScriptRecorder {

    private static final int MAX_HEAD_LENGTH = 100;

    private final Function<String, String> texts;
    private final boolean apart;
    private final Time time;
    private final List<RehearsedScript> scripts = new ArrayList<>();
    private final List<StatementMeasurement> statements = new ArrayList<>();
    private @Nullable String script;
    private @Nullable StatementLines lines;
    private @Nullable RelationSnapshot origin;
    private @Nullable RelationSnapshot last;
    private Duration duration = Duration.ZERO;

    /** Runs a statement. */
    @FunctionalInterface
    interface Execution {
        @Nullable
        Object run() throws Throwable;
    }

    /**
     * @param texts of the scripts by name; empty if there is none
     * @param apart whether what a script creates is in use when the next one runs
     */
    ScriptRecorder(Function<String, String> texts, boolean apart, Time time) {
        this.texts = texts;
        this.apart = apart;
        this.time = time;
    }

    /** Names the script that is about to begin. */
    void starting(String name) {
        finish();
        script = name;
    }

    void begin(Connection connection) throws SQLException {
        last = RelationSnapshot.take(connection);
        if (origin == null || apart) {
            origin = last;
        }
        lines = new StatementLines(texts.apply(String.valueOf(script)));
    }

    boolean isMeasuring() {
        return lines != null;
    }

    /** Runs a statement of the script, and measures it if it succeeds. */
    @Nullable
    Object measure(String sql, Connection connection, Execution execution) throws Throwable {
        Duration started = time.elapsed();
        Object result = execution.run();
        Duration took = time.elapsed().minus(started);
        duration = duration.plus(took);
        RelationSnapshot now = RelationSnapshot.take(connection);
        SnapshotComparison changes = new SnapshotComparison(known(origin), known(last), now);
        boolean transactional = !connection.getAutoCommit();
        statements.add(new StatementMeasurement(
                known(lines).lineOf(sql),
                head(sql),
                took,
                transactional,
                changes.locks(),
                changes.rewritten(),
                changes.rebuilt(),
                changes.read()));
        last = now;
        return result;
    }

    /** Ends the script, whether it succeeded or not. */
    void finish() {
        if (script != null) {
            Set<MeasuredRelation> before = origin == null ? Set.of() : origin.tables();
            scripts.add(new RehearsedScript(script, duration, statements, before));
        }
        script = null;
        lines = null;
        statements.clear();
        duration = Duration.ZERO;
    }

    List<RehearsedScript> scripts() {
        return List.copyOf(scripts);
    }

    private static String head(String sql) {
        String words = StatementLines.withoutComments(sql).strip().replaceAll("\\s+", " ");
        return words.length() <= MAX_HEAD_LENGTH ? words : words.substring(0, MAX_HEAD_LENGTH) + "…";
    }

    private static <T> T known(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("no script has begun");
        }
        return value;
    }
}
