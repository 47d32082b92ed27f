package io.initmigrator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.election.LeaseAnnotations;
import io.initmigrator.election.LeaseAnnotations.Phase;
import io.initmigrator.election.LeaseRecord;
import io.initmigrator.election.Predecessors;
import io.initmigrator.event.LeaderProgress;
import io.initmigrator.fence.FenceHolder;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UnlockTest {

    private static final Instant A_WHILE_AGO = Instant.parse("2026-01-01T00:00:00Z");

    private static final Duration LEASE = Duration.ofSeconds(15);
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    private final RolloutFixture test = new RolloutFixture();

    @Test
    void whereNobodyHoldsAnythingNothingIsDone() throws InterruptedException {
        assertThat(unlock(false)).isEqualTo(new UnlockResult.Freed(Optional.empty(), Optional.empty()));
        assertThat(test.time.passed()).isZero();
        assertThat(test.leases.writes()).isEmpty();
    }

    @Test
    void leftoverSessionIsEndedAndItsSilentLeaseReleased() throws InterruptedException {
        FenceHolder leftover = holder("init-migrator orders-2_bb", Optional.of(A_WHILE_AGO));
        test.postgres.setLockHolder(leftover);
        test.leases.put(RolloutFixture.heldBy("orders-2_bb", 0));
        var freed = (UnlockResult.Freed) unlock(false);
        assertThat(freed.ended()).contains(leftover);
        assertThat(freed.released()).map(LeaseRecord::holder).contains("orders-2_bb");
        assertThat(test.calls)
                .containsSubsequence("ended init-migrator orders-2_bb", "session closed", "lease written");
        assertThat(test.time.passed()).isEqualTo(Duration.ofSeconds(15));
        assertThat(test.leases.current().isHeld()).isFalse();
        assertThat(test.leases.current().duration()).isEqualTo(Duration.ofSeconds(1));
        assertThat(test.leases.current().annotations().predecessors().identities())
                .containsExactly("orders-2_bb");
    }

    @Test
    void sessionThatEndsByItselfIsNotSaidToBeTerminated() throws InterruptedException {
        test.postgres.setLockHolder(holder("init-migrator orders-2_bb", Optional.of(A_WHILE_AGO)));
        test.leases.put(RolloutFixture.heldBy("orders-2_bb", 0));
        test.time.at(Duration.ofSeconds(2), () -> test.postgres.setLockHolder(null));
        var freed = (UnlockResult.Freed) unlock(false);
        assertThat(freed.ended()).isEmpty();
        assertThat(freed.released()).map(LeaseRecord::holder).contains("orders-2_bb");
        assertThat(test.calls).noneMatch(call -> call.startsWith("ended"));
    }

    @Test
    void leaderThatRenewsIsLeftAlone() throws InterruptedException {
        test.postgres.setLockHolder(holder("init-migrator orders-2_bb", Optional.of(A_WHILE_AGO)));
        test.leases.put(leading(0));
        test.time.at(Duration.ofSeconds(2), () -> test.leases.put(leading(1)));
        assertThat(((UnlockResult.Refused) unlock(false)).reason())
                .isEqualTo("the leader orders-2_bb is alive: it renews its Lease, currently at 3/12 V3__x.sql, 42 s");
        assertThat(test.calls).isEmpty();
        assertThat(test.time.passed()).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void leaseThatLastsLongerThanItMayBeWatchedIsLeftAlone() throws InterruptedException {
        test.leases.put(RolloutFixture.record("orders-2_bb", Duration.ofMinutes(10), 0, LeaseAnnotations.EMPTY));
        assertThat(((UnlockResult.Refused) unlock(false)).reason())
                .contains("duration is 600 s", "observed for only 60 s");
        assertThat(test.time.passed()).isEqualTo(TIMEOUT);
        assertThat(test.leases.current().isHeld()).isTrue();
    }

    @Test
    void leaseThatDoesNotSayHowLongItLastsIsWatchedAsLongAsUsual() throws InterruptedException {
        test.leases.put(RolloutFixture.record("orders-2_bb", Duration.ZERO, 0, LeaseAnnotations.EMPTY));
        assertThat(unlock(false)).isInstanceOf(UnlockResult.Freed.class);
        assertThat(test.time.passed()).isEqualTo(LEASE);
    }

    @Test
    void sessionOfAnotherLeaseIsEndedOnlyByForce() throws InterruptedException {
        test.leases.put(RolloutFixture.released(LeaseAnnotations.EMPTY));
        FenceHolder other = holder("init-migrator orders-2_bb 0123abcd", Optional.of(A_WHILE_AGO));
        test.postgres.setLockHolder(other);
        assertThat(((UnlockResult.Refused) unlock(false)).reason()).contains("pid 7", "by a different Lease");
        assertThat(unlock(true)).isEqualTo(new UnlockResult.Freed(Optional.of(other), Optional.empty()));
    }

    @Test
    void editedAnnotationIsNoSignOfLife() throws InterruptedException {
        test.leases.put(RolloutFixture.heldBy("orders-2_bb", 0));
        test.time.at(Duration.ofSeconds(2), () -> test.leases.put(leading(0)));
        assertThat(unlock(false)).isInstanceOf(UnlockResult.Freed.class);
    }

    @Test
    void sessionThatRunsAStatementIsLeftAloneThoughItsLeaseIsSilent() throws InterruptedException {
        test.postgres.setLockHolder(holder("init-migrator orders-2_bb", Optional.empty()));
        test.leases.put(RolloutFixture.heldBy("orders-2_bb", 0));
        assertThat(((UnlockResult.Refused) unlock(false)).reason())
                .contains("pid 7", "is alive: it is running statements");
        assertThat(test.leases.current().isHeld()).isTrue();
    }

    @Test
    void withoutALeaseTheSessionIsWatchedForAWhile() throws InterruptedException {
        test.postgres.setLockHolder(holder("init-migrator orders-2_bb", Optional.of(A_WHILE_AGO)));
        test.time.at(
                Duration.ofSeconds(1),
                () -> test.postgres.setLockHolder(
                        holder("init-migrator orders-2_bb", Optional.of(A_WHILE_AGO.plusSeconds(9)))));
        assertThat(unlockWithoutLease(false)).isInstanceOf(UnlockResult.Refused.class);
        assertThat(unlockWithoutLease(false)).isInstanceOf(UnlockResult.Freed.class);
        assertThat(test.time.passed()).isEqualTo(Duration.ofSeconds(6));
    }

    @Test
    void sessionOfSomebodyElseIsNamedAndEndedOnlyByForce() throws InterruptedException {
        FenceHolder foreign = holder("psql", Optional.of(A_WHILE_AGO));
        test.postgres.setLockHolder(foreign);
        assertThat(((UnlockResult.Refused) unlock(false)).reason())
                .contains("application_name \"psql\"", "does not belong to init-migrator");
        assertThat(unlock(true)).isEqualTo(new UnlockResult.Freed(Optional.of(foreign), Optional.empty()));
    }

    @Test
    void forceEndsALiveLeaderAtOnce() throws InterruptedException {
        test.postgres.setLockHolder(holder("init-migrator orders-2_bb", Optional.empty()));
        test.leases.put(leading(0));
        test.leases.beforeWrite(() -> {});
        assertThat(unlock(true)).isInstanceOf(UnlockResult.Freed.class);
        assertThat(test.time.passed()).isZero();
        assertThat(test.leases.current().isHeld()).isFalse();
    }

    @Test
    void sessionThatDoesNotEndKeepsItsLease() throws InterruptedException {
        test.postgres.setLockHolder(holder("init-migrator orders-2_bb", Optional.of(A_WHILE_AGO)));
        test.postgres.setHolderUnterminable();
        test.leases.put(RolloutFixture.heldBy("orders-2_bb", 0));
        assertThat(((UnlockResult.Refused) unlock(true)).reason())
                .contains("was terminated but still holds the advisory lock");
        assertThat(test.leases.current().isHeld()).isTrue();
    }

    @Test
    void renewalBetweenIsOverwrittenByForce() throws InterruptedException {
        test.leases.put(leading(0));
        test.leases.beforeWrite(() -> test.leases.put(leading(1)));
        assertThat(unlock(true)).isInstanceOf(UnlockResult.Refused.class);
        test.leases.beforeWrite(() -> {});
        assertThat(unlock(true)).isInstanceOf(UnlockResult.Freed.class);
    }

    @Test
    void leaseThatSomebodyElseTookMeanwhileIsNotTouched() throws InterruptedException {
        test.leases.put(RolloutFixture.heldBy("orders-2_bb", 0));
        test.leases.beforeWrite(() -> test.leases.put(RolloutFixture.heldBy("orders-3_cc", 0)));
        assertThat(unlock(true)).isEqualTo(new UnlockResult.Freed(Optional.empty(), Optional.empty()));
        assertThat(test.leases.current().holder()).isEqualTo("orders-3_cc");
    }

    private UnlockResult unlock(boolean force) throws InterruptedException {
        return new Unlock(test.postgres, Optional.of(test.leases), LEASE, TIMEOUT, test.time, force).run();
    }

    private UnlockResult unlockWithoutLease(boolean force) throws InterruptedException {
        return new Unlock(test.postgres, Optional.empty(), LEASE, TIMEOUT, test.time, force).run();
    }

    private static LeaseRecord leading(int renewals) {
        var annotations = new LeaseAnnotations(
                Phase.MIGRATING,
                "sha256:mine",
                null,
                new LeaderProgress("3/12 V3__x.sql", "42 s", ""),
                null,
                Predecessors.NONE);
        return RolloutFixture.record("orders-2_bb", Duration.ofSeconds(15), renewals, annotations);
    }

    private static FenceHolder holder(String applicationName, Optional<Instant> idleSince) {
        return new FenceHolder(7, applicationName, "somewhere", idleSince);
    }
}
