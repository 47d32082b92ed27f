package io.initmigrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import io.initmigrator.support.PodProcess;
import io.initmigrator.support.PodProcess.PodSpec;
import io.initmigrator.support.PostgresServer;
import io.initmigrator.support.SessionSampler;
import io.initmigrator.support.SessionSampler.Sample;
import io.initmigrator.support.TestBed;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;

/** Tests eight processes of the distribution that start together on an empty database: exactly one migrates. */
@Execution(CONCURRENT)
class RolloutIT {

    private static final int PODS = 8;
    private static final Duration TIMEOUT = Duration.ofMinutes(3);
    private static final Path MIGRATIONS = Path.of("src/test/resources/rollout").toAbsolutePath();
    private static final int SCRIPTS = 6;

    /** Time in which a server process notices on a busy machine that its client has disconnected. */
    private static final Duration NOTICING = Duration.ofMillis(500);

    @AutoClose
    private static TestBed bed;

    private static PostgresServer postgres;

    @BeforeAll
    static void startPostgresAndKubernetes() throws IOException, SQLException {
        bed = TestBed.openWithKubernetes();
        postgres = bed.postgres();
    }

    @RepeatedTest(3)
    void oneOfEightMigratesByLease(RepetitionInfo round) throws Exception {
        oneOfEightMigratesByLease("lease_" + round.getCurrentRepetition());
    }

    @Test
    void oneOfEightMigratesByDatabase() throws Exception {
        oneOfEightMigratesByDatabase("database");
    }

    @RepeatedTest(13)
    @Tag("heavy")
    void oneOfEightMigratesByLeaseInMoreRounds(RepetitionInfo round) throws Exception {
        oneOfEightMigratesByLease("more_leases_" + round.getCurrentRepetition());
    }

    @RepeatedTest(3)
    @Tag("heavy")
    void oneOfEightMigratesByDatabaseInMoreRounds(RepetitionInfo round) throws Exception {
        oneOfEightMigratesByDatabase("more_databases_" + round.getCurrentRepetition());
    }

    private static void oneOfEightMigratesByLease(String database) throws Exception {
        oneOfEightMigrates(database, Map.of("MIGRATOR_LEASE_NAME", database.replace('_', '-')));
    }

    private static void oneOfEightMigratesByDatabase(String database) throws Exception {
        oneOfEightMigrates(database, Map.of("MIGRATOR_COORDINATION", "database"));
    }

    private static void oneOfEightMigrates(String database, Map<String, String> coordination) throws Exception {
        postgres.createDatabase(database);
        try (SessionSampler sampler = SessionSampler.start(postgres, database)) {
            List<PodProcess.Result> pods = runAll(database, coordination);

            assertThat(pods)
                    .allSatisfy(pod -> assertThat(pod.exitCode())
                            .as("exit code of %s; output:%n%s", pod.pod(), pod.text())
                            .isZero());
            assertThat(postgres.sessions(database).stream()
                            .filter(session -> !session.scriptsRecorded().isEmpty()))
                    .as("sessions that migrated")
                    .singleElement()
                    .extracting(session -> session.scriptsRecorded().size())
                    .isEqualTo(SCRIPTS);
            assertThatEveryScriptRanOnce(database);
            List<Sample> samples = sampler.samples();
            assertThat(samples).as("samples of sessions").isNotEmpty();
            assertThat(pods)
                    .allSatisfy(pod -> assertThat(heldWhileWaiting(pod, samples))
                            .as("sessions of %s, seen while it waited", pod.pod())
                            .isEmpty());
        }
    }

    private static List<PodProcess.Result> runAll(String database, Map<String, String> coordination) throws Exception {
        Map<String, String> environment = bed.pod(database, MIGRATIONS);
        environment.putAll(coordination);
        List<PodProcess> running = new ArrayList<>();
        for (int i = 0; i < PODS; i++) {
            running.add(PodProcess.start(bed.children(), PodSpec.named("pod-" + i), environment, line -> {}));
        }
        List<PodProcess.Result> results = new ArrayList<>();
        for (PodProcess pod : running) {
            results.add(pod.await(TIMEOUT));
        }
        return results;
    }

    /** Checks the scripts' own counters; the script outside a transaction has none and would fail the second time. */
    private static void assertThatEveryScriptRanOnce(String database) throws SQLException {
        try (Connection connection = postgres.connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT count(*), count(DISTINCT script), count(DISTINCT backend) FROM ledger")) {
            rows.next();
            assertThat(List.of(rows.getInt(1), rows.getInt(2), rows.getInt(3)))
                    .as("runs, different scripts, sessions that ran them")
                    .containsExactly(SCRIPTS - 1, SCRIPTS - 1, 1);
        }
    }

    /** Returns sessions that were open before the pod logged that it waits, and still well after. */
    private static List<Sample> heldWhileWaiting(PodProcess.Result pod, List<Sample> samples) {
        Optional<Instant> waits = pod.output().stream()
                .filter(line -> line.text().contains("Waiting for leader"))
                .map(PodProcess.Line::at)
                .findFirst();
        return waits.stream()
                .flatMap(since -> samples.stream()
                        .filter(sample -> sample.application().startsWith("init-migrator " + pod.pod() + "_"))
                        .filter(sample -> sample.opened().isBefore(since))
                        .filter(sample -> sample.at().isAfter(since.plus(NOTICING))))
                .toList();
    }
}
