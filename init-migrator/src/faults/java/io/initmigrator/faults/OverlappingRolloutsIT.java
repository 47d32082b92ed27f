package io.initmigrator.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.support.Build;
import io.initmigrator.support.MockKubernetesApi;
import io.initmigrator.support.TestBed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Deployments of which a second rollout begins before the first is over, while sidecars are killed: real processes and PostgreSQL. */
@Tag("heavy")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class OverlappingRolloutsIT {

    private static final long SEED = Long.getLong("faults.seed", System.currentTimeMillis());
    private static final int ROUNDS = Integer.getInteger("faults.overlapping", 6);
    private static final int ROUNDS_WITHOUT_WAIT = 2;
    private static final int AT_A_TIME = Integer.getInteger("faults.at-a-time", 4);

    @TempDir
    private Path directory;

    @Test
    void nothingIsDoubleLostStuckOrEarly() throws Exception {
        List<OverlapResult> results = play(ROUNDS, true);

        assertThat(results)
                .hasSize(ROUNDS)
                .allSatisfy(result -> assertThat(result.complaints())
                        .as("round %s of seed %d:%n%s", result.name(), SEED, result.log())
                        .isEmpty());
        assertThat(results.stream().mapToInt(OverlapResult::kills).sum()).isPositive();
        assertThat(results).anyMatch(OverlapResult::ranAfterRollout);
    }

    /** Tests the check: sidecars that take the rollout for complete run scripts beside the version that they break, and nothing else. */
    @Test
    void scriptsThatDoNotWaitAreFoundEarly() throws Exception {
        List<String> complaints = play(ROUNDS_WITHOUT_WAIT, false).stream()
                .flatMap(result -> result.complaints().stream())
                .toList();

        assertThat(complaints)
                .isNotEmpty()
                .allSatisfy(complaint -> assertThat(complaint).contains(" began while "));
    }

    private List<OverlapResult> play(int rounds, boolean waiting) throws Exception {
        List<OverlapResult> results = new ArrayList<>();
        try (TestBed bed = TestBed.open();
                MockKubernetesApi api = MockKubernetesApi.start();
                ExecutorService executor = Executors.newFixedThreadPool(AT_A_TIME)) {
            OverlapLab lab = OverlapLab.lay(bed, api, directory, waiting);
            List<Future<OverlapResult>> running = new ArrayList<>();
            for (int number = 1; number <= rounds; number++) {
                OverlapRound round = new OverlapRound(lab, "overlap" + number, SEED + 1_000_003L * number);
                running.add(executor.submit(round::play));
            }
            for (Future<OverlapResult> round : running) {
                results.add(round.get());
            }
        }
        Path reports = Files.createDirectories(Build.directory().resolve("faults"));
        for (OverlapResult result : results) {
            Files.writeString(reports.resolve(result.name() + (waiting ? ".log" : "-without-wait.log")), result.log());
        }
        return results;
    }
}
