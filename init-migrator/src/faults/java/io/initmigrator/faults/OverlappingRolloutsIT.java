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
    private static final int ROUNDS = Integer.getInteger("faults.overlapping", 20);
    private static final int AT_A_TIME = 4;

    @TempDir
    private Path directory;

    @Test
    void nothingIsDoubleLostStuckOrEarly() throws Exception {
        List<OverlapResult> results = new ArrayList<>();
        try (TestBed bed = TestBed.open();
                MockKubernetesApi api = MockKubernetesApi.start();
                ExecutorService players = Executors.newFixedThreadPool(AT_A_TIME)) {
            OverlapLab lab = OverlapLab.lay(bed, api, directory);
            List<Future<OverlapResult>> rounds = new ArrayList<>();
            for (int number = 1; number <= ROUNDS; number++) {
                OverlapRound round = new OverlapRound(lab, "overlap" + number, SEED + 1_000_003L * number);
                rounds.add(players.submit(round::play));
            }
            for (Future<OverlapResult> round : rounds) {
                results.add(round.get());
            }
        }
        Path stories = Files.createDirectories(Build.directory().resolve("faults"));
        for (OverlapResult result : results) {
            Files.writeString(stories.resolve(result.name() + ".log"), result.story());
        }
        assertThat(results)
                .hasSize(ROUNDS)
                .allSatisfy(result -> assertThat(result.complaints())
                        .as("round %s of seed %d:%n%s", result.name(), SEED, result.story())
                        .isEmpty());
        assertThat(results.stream().mapToInt(OverlapResult::kills).sum()).isGreaterThanOrEqualTo(ROUNDS);
        assertThat(results).anyMatch(OverlapResult::ranAfterRollout);
    }
}
