package io.initmigrator.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.event.RolloutEvent;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Measures in virtual time how long nobody migrates after the end of a leader, with the default lease of 15 s. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
@ExtendWith(ThreadDump.class)
class TakeoverTest {

    private static final int ROUNDS = 1_000;

    @Test
    void killedLeaderIsReplacedInThreeSecondsMostlyAndInFiveNearlyAlways() {
        List<Duration> gaps = gaps(
                (cluster, leader) -> cluster.kubelet().removePod(leader, false), RolloutEvent.MigrationStarted.class);
        assertThat(percentile(gaps, 50)).isLessThanOrEqualTo(Duration.ofSeconds(3));
        assertThat(percentile(gaps, 99)).isLessThanOrEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void leaderBehindADeadNetworkIsReplacedWithinItsLeaseAndTwoSeconds() {
        List<Duration> gaps = gaps(
                (cluster, leader) -> cluster.kubelet().removePod(leader, true), RolloutEvent.MigrationStarted.class);
        assertThat(percentile(gaps, 100)).isLessThanOrEqualTo(Duration.ofSeconds(17));
    }

    @Test
    void followerLeadsWithinASecondOfSigterm() {
        List<Duration> gaps =
                gaps((cluster, leader) -> cluster.kubelet().terminate(leader), RolloutEvent.Elected.class);
        assertThat(percentile(gaps, 100)).isLessThanOrEqualTo(Duration.ofSeconds(1));
    }

    /**
     * Measures from the end of the leader, at a random moment of its migration, to the event {@code sign} of another one; shortest first.
     */
    private static List<Duration> gaps(BiConsumer<Cluster, Container> end, Class<? extends RolloutEvent> sign) {
        List<Duration> gaps = LongStream.rangeClosed(1, ROUNDS)
                .mapToObj(seed -> gap(seed, end, sign))
                .sorted()
                .toList();
        System.out.printf(
                "takeover until %s: median %d ms, p99 %d ms, longest %d ms%n",
                sign.getSimpleName(),
                percentile(gaps, 50).toMillis(),
                percentile(gaps, 99).toMillis(),
                percentile(gaps, 100).toMillis());
        return gaps;
    }

    private static Duration gap(long seed, BiConsumer<Cluster, Container> end, Class<? extends RolloutEvent> sign) {
        VirtualScheduler world = new VirtualScheduler(seed, false);
        Cluster cluster = new Cluster(world, Scenario.undisturbed(world), Set.of());
        cluster.schedule();
        long at = world.between(500 * VirtualScheduler.MILLI, 25 * VirtualScheduler.SECOND);
        world.at(at, () -> end.accept(cluster, cluster.leader().orElseThrow()));
        world.at(at + 300 * VirtualScheduler.SECOND, () -> world.violate("stuck", null));
        assertThat(world.run()).as("seed " + seed).isEmpty();
        long took = cluster.kubelet().recordedEvents().stream()
                .filter(told -> told.at() > at && sign.isInstance(told.notice()))
                .findFirst()
                .orElseThrow()
                .at();
        return Duration.ofNanos(took - at);
    }

    private static Duration percentile(List<Duration> sorted, int percent) {
        return sorted.get(Math.max(0, (sorted.size() * percent + 99) / 100 - 1));
    }
}
