package io.initmigrator.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.coordination.LeaseNote.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LeaseElectionTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final TestPod test = new TestPod();
    private final LeaseElection election = test.election();

    @Test
    void whoeverCreatesTheLeaseIsElected() throws InterruptedException {
        assertThat(election.read()).isEmpty();
        assertThat(election.stand(Optional.empty(), LIMIT)).isPresent();
        assertThat(test.leases.current().holder()).isEqualTo("orders-1_aa");
        assertThat(test.leases.current().note().phase()).isEqualTo(Phase.MIGRATING);
    }

    @Test
    void ofTwoWhoStandOnOneVersionTheSecondIsNotElected() throws InterruptedException {
        test.leases.put(TestPod.released(LeaseNote.BLANK));
        Optional<Observation> seen = election.read();
        test.leases.put(TestPod.heldBy("orders-2_bb", 1));
        assertThat(election.stand(seen, LIMIT)).isEmpty();
    }

    @Test
    void heldLeaseMayBeTakenOnlyWhenItWasSeenUnchangedForItsDuration() throws InterruptedException {
        Observation seen = see(TestPod.heldBy("orders-2_bb", 1));
        test.time.tick(Duration.ofMillis(14_999));
        assertThat(election.mayStand(seen)).isFalse();
        test.time.tick(Duration.ofMillis(1));
        assertThat(election.mayStand(seen)).isTrue();
    }

    /** The renewTime of these Leases lies years back; the wall clock is wrong besides. */
    @Test
    void whatTheWallClocksSayDecidesNothing() throws InterruptedException {
        Observation seen = see(TestPod.heldBy("orders-2_bb", 1));
        test.time.setWallClock(Instant.parse("2040-01-01T00:00:00Z"));
        assertThat(election.mayStand(seen)).isFalse();
        test.time.setWallClock(Instant.parse("1999-01-01T00:00:00Z"));
        test.time.tick(Duration.ofSeconds(15));
        assertThat(election.mayStand(seen)).isTrue();
    }

    @Test
    void renewalBeginsTheSilenceAnew() throws InterruptedException {
        see(TestPod.heldBy("orders-2_bb", 1));
        test.time.tick(Duration.ofSeconds(14));
        Observation renewed = see(TestPod.heldBy("orders-2_bb", 2));
        test.time.tick(Duration.ofSeconds(14));
        assertThat(election.mayStand(renewed)).isFalse();
    }

    @Test
    void editedLabelIsNoSignOfLife() throws InterruptedException {
        see(TestPod.heldBy("orders-2_bb", 1));
        test.time.tick(Duration.ofSeconds(14));
        Observation labelled = see(TestPod.heldBy("orders-2_bb", 1));
        test.time.tick(Duration.ofSeconds(1));
        assertThat(election.mayStand(labelled)).isTrue();
    }

    @Test
    void transitionsBeginAgainWhereTheirNumberIsFull() throws InterruptedException {
        LeaseRecord full = TestPod.heldBy("orders-2_bb", 1);
        test.leases.put(
                new LeaseRecord("", full.holder(), full.duration(), null, null, Integer.MAX_VALUE, LeaseNote.BLANK));
        Optional<Observation> seen = election.read();
        assertThat(election.stand(seen, LIMIT)).map(LeaseRecord::transitions).contains(0);
    }

    @Test
    void holderThatIsNoIdentityIsNoPredecessor() throws InterruptedException {
        test.leases.put(TestPod.heldBy("x".repeat(49) + "…", 1));
        Optional<Observation> seen = election.read();
        assertThat(election.stand(seen, LIMIT).orElseThrow().note().predecessors())
                .isEmpty();
    }

    @Test
    void ownLeaseMayBeTakenAgain() throws InterruptedException {
        assertThat(election.mayStand(see(TestPod.heldBy(TestPod.ME.toString(), 1))))
                .isTrue();
    }

    /** It is not the leader it was: its session may still be there. */
    @Test
    void earlierStartOfTheSameContainerIsSomebodyElseButSuspiciousAtOnce() throws InterruptedException {
        Observation seen = see(TestPod.heldBy("orders-1_99", 1));
        assertThat(election.mayStand(seen)).isFalse();
        assertThat(election.untilSuspicion(seen)).isZero();
    }

    @Test
    void holderIsSuspiciousAfterAFifthOfItsLease() throws InterruptedException {
        Observation seen = see(TestPod.heldBy("orders-2_bb", 1));
        assertThat(election.untilSuspicion(seen)).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void leaseCreatedEmptyIsFree() throws InterruptedException {
        Observation seen = see(TestPod.record("", Duration.ZERO, 0, LeaseNote.BLANK));
        assertThat(election.mayStand(seen)).isTrue();
        assertThat(election.stand(Optional.of(seen), LIMIT)).isPresent();
    }

    @Test
    void leaseWithoutDurationLastsAsLongAsOurs() throws InterruptedException {
        Observation seen = see(TestPod.record("somebody", Duration.ZERO, 0, LeaseNote.BLANK));
        assertThat(election.untilExpiry(seen)).isEqualTo(TestPod.TIMING.leaseDuration());
    }

    @Test
    void successorNamesAllWhoseSessionMayBeLeft() throws InterruptedException {
        LeaseNote note = new LeaseNote(null, null, null, null, null, List.of("orders-0_77"));
        Observation seen = see(TestPod.record("orders-0_88", Duration.ofSeconds(15), 1, note));
        LeaseRecord won = election.stand(Optional.of(seen), LIMIT).orElseThrow();
        assertThat(won.note().predecessors()).containsExactly("orders-0_77", "orders-0_88");
        assertThat(won.transitions()).isEqualTo(4);
    }

    @Test
    void oldestPredecessorsAreForgottenBeyondEight() {
        List<String> many = List.of("1", "2", "3", "4", "5", "6", "7", "8");
        assertThat(LeaseElection.predecessors(many, "9")).containsExactly("2", "3", "4", "5", "6", "7", "8", "9");
        assertThat(LeaseElection.predecessors(many, "8")).isEqualTo(many);
        assertThat(LeaseElection.predecessors(many, "1")).containsExactly("2", "3", "4", "5", "6", "7", "8", "1");
    }

    private Observation see(LeaseRecord lease) throws InterruptedException {
        test.leases.put(lease);
        return election.read().orElseThrow();
    }
}
