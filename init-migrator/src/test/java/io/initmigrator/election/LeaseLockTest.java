package io.initmigrator.election;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.election.LeaseAnnotations.Phase;
import io.initmigrator.rollout.RolloutFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LeaseLockTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final RolloutFixture test = new RolloutFixture();
    private final LeaseLock election = test.election();

    @Test
    void processThatCreatesTheLeaseIsElected() throws InterruptedException {
        assertThat(election.read()).isEmpty();
        assertThat(election.tryAcquire(Optional.empty(), LIMIT)).isPresent();
        assertThat(test.leases.current().holder()).isEqualTo("orders-1_aa");
        assertThat(test.leases.current().annotations().phase()).isEqualTo(Phase.MIGRATING);
    }

    @Test
    void ofTwoWhoStandOnOneVersionTheSecondIsNotElected() throws InterruptedException {
        test.leases.put(RolloutFixture.released(LeaseAnnotations.EMPTY));
        Optional<ObservedLease> seen = election.read();
        test.leases.put(RolloutFixture.heldBy("orders-2_bb", 1));
        assertThat(election.tryAcquire(seen, LIMIT)).isEmpty();
    }

    @Test
    void heldLeaseMayBeTakenOnlyWhenItWasSeenUnchangedForItsDuration() throws InterruptedException {
        ObservedLease seen = see(RolloutFixture.heldBy("orders-2_bb", 1));
        test.time.tick(Duration.ofMillis(14_999));
        assertThat(election.isAvailable(seen)).isFalse();
        test.time.tick(Duration.ofMillis(1));
        assertThat(election.isAvailable(seen)).isTrue();
    }

    /** Covers wrong clocks: the renewTime of these Leases is years in the past, and the local wall clock is wrong too. */
    @Test
    void whatTheWallClocksSayDecidesNothing() throws InterruptedException {
        ObservedLease seen = see(RolloutFixture.heldBy("orders-2_bb", 1));
        test.time.setWallClock(Instant.parse("2040-01-01T00:00:00Z"));
        assertThat(election.isAvailable(seen)).isFalse();
        test.time.setWallClock(Instant.parse("1999-01-01T00:00:00Z"));
        test.time.tick(Duration.ofSeconds(15));
        assertThat(election.isAvailable(seen)).isTrue();
    }

    @Test
    void renewalBeginsTheSilenceAnew() throws InterruptedException {
        see(RolloutFixture.heldBy("orders-2_bb", 1));
        test.time.tick(Duration.ofSeconds(14));
        ObservedLease renewed = see(RolloutFixture.heldBy("orders-2_bb", 2));
        test.time.tick(Duration.ofSeconds(14));
        assertThat(election.isAvailable(renewed)).isFalse();
    }

    @Test
    void editedLabelIsNoSignOfLife() throws InterruptedException {
        see(RolloutFixture.heldBy("orders-2_bb", 1));
        test.time.tick(Duration.ofSeconds(14));
        ObservedLease labelled = see(RolloutFixture.heldBy("orders-2_bb", 1));
        test.time.tick(Duration.ofSeconds(1));
        assertThat(election.isAvailable(labelled)).isTrue();
    }

    @Test
    void transitionsBeginAgainWhereTheirNumberIsFull() throws InterruptedException {
        LeaseRecord full = RolloutFixture.heldBy("orders-2_bb", 1);
        test.leases.put(new LeaseRecord(
                "", full.holder(), full.duration(), null, null, Integer.MAX_VALUE, LeaseAnnotations.EMPTY));
        Optional<ObservedLease> seen = election.read();
        assertThat(election.tryAcquire(seen, LIMIT))
                .map(LeaseRecord::transitions)
                .contains(0);
    }

    @Test
    void holderThatIsNoIdentityIsNoPredecessor() throws InterruptedException {
        test.leases.put(RolloutFixture.heldBy("x".repeat(49) + "…", 1));
        Optional<ObservedLease> seen = election.read();
        assertThat(election.tryAcquire(seen, LIMIT)
                        .orElseThrow()
                        .annotations()
                        .predecessors()
                        .identities())
                .isEmpty();
    }

    @Test
    void ownLeaseMayBeTakenAgain() throws InterruptedException {
        assertThat(election.isAvailable(see(RolloutFixture.heldBy(RolloutFixture.ME.toString(), 1))))
                .isTrue();
    }

    /** Covers a restarted container: it is a new holder, but the session of its earlier start may still exist. */
    @Test
    void earlierStartOfTheSameContainerIsSomebodyElseButSuspiciousAtOnce() throws InterruptedException {
        ObservedLease seen = see(RolloutFixture.heldBy("orders-1_99", 1));
        assertThat(election.isAvailable(seen)).isFalse();
        assertThat(election.untilSuspicion(seen)).isZero();
    }

    @Test
    void holderIsSuspiciousAfterAFifthOfItsLease() throws InterruptedException {
        ObservedLease seen = see(RolloutFixture.heldBy("orders-2_bb", 1));
        assertThat(election.untilSuspicion(seen)).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void leaseCreatedEmptyIsFree() throws InterruptedException {
        ObservedLease seen = see(RolloutFixture.record("", Duration.ZERO, 0, LeaseAnnotations.EMPTY));
        assertThat(election.isAvailable(seen)).isTrue();
        assertThat(election.tryAcquire(Optional.of(seen), LIMIT)).isPresent();
    }

    @Test
    void leaseWithoutDurationLastsAsLongAsOurs() throws InterruptedException {
        ObservedLease seen = see(RolloutFixture.record("somebody", Duration.ZERO, 0, LeaseAnnotations.EMPTY));
        assertThat(election.untilExpiry(seen)).isEqualTo(RolloutFixture.TIMING.leaseDuration());
    }

    @Test
    void successorNamesAllWhoseSessionMayBeLeft() throws InterruptedException {
        LeaseAnnotations annotations =
                new LeaseAnnotations(null, null, null, null, null, new Predecessors(List.of("orders-0_77")));
        ObservedLease seen = see(RolloutFixture.record("orders-0_88", Duration.ofSeconds(15), 1, annotations));
        LeaseRecord won = election.tryAcquire(Optional.of(seen), LIMIT).orElseThrow();
        assertThat(won.annotations().predecessors().identities()).containsExactly("orders-0_77", "orders-0_88");
        assertThat(won.transitions()).isEqualTo(4);
    }

    private ObservedLease see(LeaseRecord lease) throws InterruptedException {
        test.leases.put(lease);
        return election.read().orElseThrow();
    }
}
