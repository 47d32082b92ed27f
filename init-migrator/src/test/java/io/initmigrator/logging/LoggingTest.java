package io.initmigrator.logging;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.event.LeaderProgress;
import io.initmigrator.event.RolloutEvent;
import io.initmigrator.fence.FenceHolder;
import io.initmigrator.fence.InterruptedScript;
import io.initmigrator.logging.LogSettings.Format;
import io.initmigrator.logging.LogSettings.Level;
import io.initmigrator.logging.LogSettings.Stream;
import io.initmigrator.schema.MigrationFailure;
import io.initmigrator.schema.ScriptProgress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@ResourceLock(Resources.SYSTEM_OUT)
@ResourceLock(Resources.SYSTEM_ERR)
class LoggingTest {

    private static final String TIME = "\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z ";

    private final PrintStream original = System.out;
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();

    @AfterEach
    void restore() {
        System.setOut(original);
        TestLog.restore();
    }

    @Test
    void textHasTheFactsInAColumn() {
        start(Format.TEXT, Level.INFO);

        new RolloutLogger()
                .onEvent(new RolloutEvent.WaitingForLeader(
                        "orders-1_ab",
                        Optional.of(new LeaderProgress("3/12 V3__x.sql", "", "pid 7 (app \"web\")")),
                        Duration.ofMillis(42_300)));

        assertThat(printed())
                .matches(TIME
                        + "INFO  Waiting for leader {16}leader=orders-1_ab progress=\"3/12 V3__x.sql\""
                        + " blockedBy=\"pid 7 \\(app \\\\\"web\\\\\"\\)\" waited=42s\n");
    }

    @Test
    void jsonHasTheFactsAsFields() {
        start(Format.JSON, Level.INFO);

        new RolloutLogger().onEvent(new RolloutEvent.ScriptStarted(new ScriptProgress(3, 12, "V3__x.sql")));

        assertThat(printed())
                .startsWith("{")
                .contains(
                        "\"level\":\"INFO\"",
                        "\"message\":\"Running script\",\"script\":\"V3__x.sql\",\"number\":3,\"total\":12}")
                .endsWith("}\n");
    }

    @Test
    void failureIsOneLineWithItsCause() {
        start(Format.TEXT, Level.INFO);

        new RolloutLogger()
                .onEvent(new RolloutEvent.MigrationFailed(new MigrationFailure(
                        "3", "V3__x.sql", 7, "42703", "column \"naem\" does not exist", 1, Instant.EPOCH)));

        assertThat(printed())
                .contains(
                        "ERROR Migration failed",
                        "script=V3__x.sql line=7 sqlState=42703 attempt=1 cause=\"column \\\"naem\\\" does not exist\"");
    }

    @Test
    void retryNamesItsReasonAndCountsItsAttempts() {
        start(Format.TEXT, Level.INFO);
        var deadlock = new MigrationFailure("3", "V3__x.sql", 7, "40P01", "deadlock detected", 2, Instant.EPOCH);
        var lock = new MigrationFailure("3", "V3__x.sql", 7, "55P03", "lock timeout", 3, Instant.EPOCH);

        new RolloutLogger().onEvent(new RolloutEvent.ScriptBlocked(deadlock, "", Duration.ofSeconds(1)));
        new RolloutLogger().onEvent(new RolloutEvent.ScriptBlocked(lock, "", Duration.ofSeconds(1)));

        assertThat(printed())
                .contains("WARN  Deadlock; retrying script", "sqlState=40P01 attempt=2")
                .contains("WARN  Lock timeout; retrying script", "sqlState=55P03 attempt=3");
    }

    @Test
    void repairDoesNotClaimToRunAScript() {
        start(Format.TEXT, Level.INFO);
        var script = new InterruptedScript("V2__x.sql", "init-migrator a_1", Instant.EPOCH, List.of(), List.of());

        new RolloutLogger().onEvent(new RolloutEvent.ScriptUndone(script, List.of(), false));

        assertThat(printed()).contains("WARN  Undid interrupted script", "script=V2__x.sql");
    }

    @Test
    void sessionInTheWayIsNamed() {
        start(Format.TEXT, Level.INFO);

        new RolloutLogger()
                .onEvent(new RolloutEvent.SessionTerminated(
                        new FenceHolder(4711, "init-migrator a_b", "idle for 3 s", Optional.empty())));

        assertThat(printed())
                .contains("WARN  Terminated session of former leader", "pid=4711 application=\"init-migrator a_b\"");
    }

    @Test
    void secretsAreMaskedInStackTracesAndFactsOfBothFormats() {
        for (Format format : Format.values()) {
            start(format, Level.INFO);

            logger().atError()
                    .setCause(new IllegalStateException("a s3cret", new RuntimeException("line\ns3cret")))
                    .addKeyValue("fact", "s3cret")
                    .log("with s3cret and {}", "s3cret");

            assertThat(printed()).contains("****", "IllegalStateException").doesNotContain("s3cret");
        }
    }

    @Test
    void nothingThatOthersWroteSteersATerminalOrForgesALine() {
        String hostile = "x\u001b[2J\u009b\u202e\n12:00:00.000Z INFO  Migration succeeded\r\u2028";
        for (Format format : Format.values()) {
            start(format, Level.INFO);

            logger().atError()
                    .setCause(new IllegalStateException(hostile))
                    .addKeyValue("fact", hostile)
                    .addKeyValue("bidi", "a\u202eb")
                    .log(hostile);

            assertThat(printed())
                    .doesNotContain("\u001b", "\u009b", "\u202e", "\r", "\u2028", "\n12:00")
                    .contains("Migration succeeded", "\\u009b", "\\u202e");
        }
    }

    /** Covers a secret that lies across the position at which the text is truncated. */
    @Test
    void hugeTextIsMaskedThenTruncated() {
        String huge = "x".repeat(15_997) + " s3cret " + "y".repeat(1_000_000);
        for (Format format : Format.values()) {
            start(format, Level.INFO);

            logger().atError()
                    .setCause(new IllegalStateException(huge, new SQLException(huge)))
                    .addKeyValue("fact", huge)
                    .log(huge);

            assertThat(printed())
                    .hasSizeLessThan(110_000)
                    .contains("SQLException")
                    .contains("x **…")
                    .doesNotContain("s3");
        }
    }

    @Test
    void secretWithControlCharactersIsMaskedInText() {
        start(Format.TEXT, Level.INFO);
        Logging.start(
                new LogSettings(Format.TEXT, Level.INFO, Path.of("unused"), Stream.OUTPUT),
                new SecretMasker(() -> Set.of("first\n\u0085second")));

        logger().atInfo().addKeyValue("fact", "first\n\u0085second").log("first\n\u0085second");

        assertThat(printed()).doesNotContain("first", "second");
    }

    @Test
    void flywaysOwnAlarmsAreNotHeardUnlessOneLooksForAFault() {
        Logger flyway = LoggerFactory.getLogger("org.flywaydb.core");
        start(Format.TEXT, Level.INFO);
        assertThat(flyway.isErrorEnabled()).isFalse();

        start(Format.TEXT, Level.DEBUG);

        assertThat(flyway.isDebugEnabled()).isTrue();
    }

    @Test
    void librariesAreQuietUnlessOneLooksForAFault() {
        Logger library = LoggerFactory.getLogger("okhttp3");
        start(Format.TEXT, Level.INFO);
        assertThat(library.isInfoEnabled()).isFalse();
        assertThat(library.isWarnEnabled()).isTrue();

        start(Format.TEXT, Level.TRACE);

        assertThat(library.isDebugEnabled()).isTrue();
        assertThat(library.isTraceEnabled()).isFalse();
        assertThat(logger().isTraceEnabled()).isTrue();
    }

    @Test
    void javaUtilLoggingArrivesMasked() {
        start(Format.TEXT, Level.INFO);
        LogRecord entry = new LogRecord(java.util.logging.Level.WARNING, "no login with {0}");
        entry.setParameters(new Object[] {"s3cret"});
        entry.setLoggerName("org.postgresql.Driver");

        JulBridge bridge = new JulBridge();
        bridge.publish(entry);
        java.util.logging.Logger.getLogger("").removeHandler(bridge);

        assertThat(printed()).matches(TIME + "WARN  no login with \\*{4}\n");
    }

    @Test
    void standardErrorIsForThoseWhoseOutputIsData() {
        PrintStream error = System.err;
        System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            start(Format.TEXT, Level.INFO, Stream.ERROR);
            logger().info("Hello");
        } finally {
            System.setErr(error);
        }

        assertThat(printed()).isEmpty();
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("Hello");
    }

    private void start(Format format, Level level) {
        output.reset();
        System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
        start(format, level, Stream.OUTPUT);
    }

    private static void start(Format format, Level level, Stream stream) {
        Logging.start(
                new LogSettings(format, level, Path.of("unused"), stream), new SecretMasker(() -> Set.of("s3cret")));
    }

    private String printed() {
        return output.toString(StandardCharsets.UTF_8);
    }

    private static Logger logger() {
        return LoggerFactory.getLogger("io.initmigrator.Test");
    }
}
