package io.initmigrator.election;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.initmigrator.core.UnreachableException;
import io.initmigrator.election.LeaseAnnotations.Phase;
import io.initmigrator.rollout.RolloutFixture;
import io.initmigrator.schema.Bundle;
import io.initmigrator.time.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MigrationMonitorTest {

    private final ManualTime time = new ManualTime();
    private final ManualLeases leases = new ManualLeases(time);
    private final MigrationMonitor monitor =
            new MigrationMonitor(leases, RolloutFixture.TIMING, time, new SplittableRandom(1));
    private final List<Boolean> seen = new ArrayList<>();

    @Test
    void signIsUpWhileTheLeaderRenews() {
        leases.put(held(Phase.MIGRATING, 1));
        look(Duration.ofSeconds(1));
        time.at(Duration.ofSeconds(10), () -> leases.put(held(Phase.MIGRATING, 2)));
        look(Duration.ofSeconds(20));
        time.at(Duration.ofSeconds(20), () -> leases.put(RolloutFixture.released(note(Phase.SUCCEEDED))));
        look(Duration.ofSeconds(26));

        follow(Duration.ofSeconds(30));

        assertThat(seen).containsExactly(true, true, false);
    }

    /** Covers deferred scripts: the application serves while they run, so the maintenance page must not be shown. */
    @Test
    void signStaysDownWhileDeferredScriptsRun() {
        leases.put(RolloutFixture.record(
                "orders-1_aa",
                Duration.ofSeconds(15),
                1,
                new LeaseAnnotations(
                        Phase.MIGRATING,
                        new Bundle("sha256:mine", 1, "/migrations")
                                .withDeferredScripts()
                                .digest(),
                        "3",
                        null,
                        null,
                        Predecessors.NONE)));
        look(Duration.ofSeconds(1));

        follow(Duration.ofSeconds(3));

        assertThat(seen).containsExactly(false);
    }

    @Test
    void signGoesOutWithTheLeaseOfALeaderThatDied() {
        leases.put(held(Phase.MIGRATING, 1));
        look(Duration.ofSeconds(14));
        look(Duration.ofSeconds(16));

        follow(Duration.ofSeconds(30));

        assertThat(seen).containsExactly(true, false);
    }

    @Test
    void signGoesOutWhereTheApiDoesNotAnswer() {
        leases.put(held(Phase.MIGRATING, 1));
        time.at(Duration.ofSeconds(2), leases::failAll);
        look(Duration.ofSeconds(14));
        look(Duration.ofSeconds(16));

        follow(Duration.ofSeconds(30));

        assertThat(seen).containsExactly(true, false);
    }

    @Test
    void leaseOfNobodyAndLeaseWithoutPhaseAreNoSign() {
        leases.put(RolloutFixture.released(note(Phase.MIGRATING)));
        look(Duration.ofSeconds(1));
        time.at(Duration.ofSeconds(2), () -> leases.put(RolloutFixture.heldBy("somebody", 1)));
        look(Duration.ofSeconds(40));
        time.at(Duration.ofSeconds(41), leases::delete);
        look(Duration.ofSeconds(80));

        follow(Duration.ofSeconds(90));

        assertThat(seen).containsExactly(false, false, false);
    }

    @Test
    void nothingIsKnownBeforeTheFirstReading() {
        assertThat(monitor.isKnown()).isFalse();

        follow(Duration.ofSeconds(2));

        assertThat(monitor.isKnown()).isTrue();
        assertThat(monitor.isMigrationRunning()).isFalse();
    }

    @Test
    void whateverTheApiServerWishesItIsAskedAgainBeforeLong() {
        leases.fail(ManualLeases.throttled(Duration.ofDays(1)));

        follow(Duration.ofSeconds(31));

        assertThat(monitor.isKnown()).isTrue();
    }

    @Test
    void refusalIsTheEnd() {
        leases.fail(new UnreachableException("forbidden"));

        assertThatThrownBy(monitor::run).isInstanceOf(UnreachableException.class);
    }

    private void look(Duration when) {
        time.at(when, () -> seen.add(monitor.isMigrationRunning()));
    }

    private void follow(Duration span) {
        time.at(span, () -> leases.fail(new UnreachableException("the test is over")));
        time.interruptAt(span.plusSeconds(60));
        try {
            monitor.run();
        } catch (InterruptedException | UnreachableException over) {
            // The test has collected the values that it needs.
        }
    }

    private static LeaseRecord held(Phase phase, int renewals) {
        return RolloutFixture.record("orders-1_aa", Duration.ofSeconds(15), renewals, note(phase));
    }

    private static LeaseAnnotations note(Phase phase) {
        return new LeaseAnnotations(phase, "sha256:mine", "3", null, null, Predecessors.NONE);
    }
}
