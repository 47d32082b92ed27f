package io.initmigrator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.election.StubLeadership;
import io.initmigrator.event.RolloutEvent;
import io.initmigrator.fence.Fence;
import io.initmigrator.fence.FenceAttempt;
import io.initmigrator.fence.FenceHolder;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FenceAcquisitionTest {

    private final RolloutFixture test = new RolloutFixture();
    private final StubLeadership leadership = new StubLeadership(test.calls);

    @Test
    void predecessorsLeftoverSessionIsEnded() throws InterruptedException {
        leadership.predecessors("orders-0_99");
        test.postgres.setLockHolder(session("init-migrator orders-0_99"));
        assertThat(enter()).isPresent();
        assertThat(test.calls).containsExactly("evicted init-migrator orders-0_99");
        assertThat(test.published(RolloutEvent.SessionTerminated.class)).hasSize(1);
    }

    @Test
    void sessionThisProcessLeftBehindItselfIsEnded() throws InterruptedException {
        test.postgres.setLockHolder(session(RolloutFixture.ME.applicationName()));
        assertThat(enter()).isPresent();
    }

    @Test
    void sessionOfSomebodyElseIsNamedAndWaitedFor() throws InterruptedException {
        test.postgres.setLockHolder(session("psql"));
        test.time.at(Duration.ofSeconds(25), () -> test.postgres.setLockHolder(null));
        assertThat(enter()).isPresent();
        assertThat(test.calls).isEmpty();
        assertThat(test.published(RolloutEvent.WaitingForFence.class)).hasSize(3);
    }

    @Test
    void sessionOfAnotherRolloutsLiveLeaderIsWaitedFor() throws InterruptedException {
        leadership.predecessors("orders-0_99");
        test.postgres.setLockHolder(session("init-migrator orders-0_98"));
        test.time.at(Duration.ofSeconds(5), () -> test.postgres.setLockHolder(null));
        assertThat(enter()).isPresent();
        assertThat(test.calls).isEmpty();
    }

    @Test
    void sessionThatLeadsByAnotherLeaseIsWaitedForThoughItStandsOnThisOne() throws InterruptedException {
        leadership.predecessors("orders-0_99");
        leadership.lease("0123abcd-0000-4000-8000-000000000000");
        for (String other : new String[] {"init-migrator orders-0_99 fedcba98", "init-migrator orders-0_99"}) {
            test.postgres.setLockHolder(session(other));
            test.time.at(test.time.passed().plusSeconds(5), () -> test.postgres.setLockHolder(null));
            assertThat(enter()).isPresent();
        }
        assertThat(test.calls).isEmpty();

        test.postgres.setLockHolder(session("init-migrator orders-0_99 0123abcd"));
        assertThat(enter()).isPresent();
        assertThat(test.calls).containsExactly("evicted init-migrator orders-0_99 0123abcd");
    }

    @Test
    void sessionThatMayNotBeEndedIsNamedAndWaitedFor() throws InterruptedException {
        leadership.predecessors("orders-0_99");
        test.postgres.setLockHolder(session("init-migrator orders-0_99"));
        test.postgres.setHolderOfAnotherRole();
        test.time.at(Duration.ofSeconds(5), () -> test.postgres.setLockHolder(null));
        assertThat(enter()).isPresent();
        assertThat(test.published(RolloutEvent.WaitingForFence.class)).hasSize(1);
        assertThat(test.published(RolloutEvent.SessionTerminated.class)).isEmpty();
    }

    @Test
    void fenceIsGivenUpAtTheDeadline() throws InterruptedException {
        test.postgres.setLockHolder(session("psql"));
        assertThat(FenceAcquisition.acquire(test.context, test.postgres.open(), leadership))
                .isEqualTo(new FenceAttempt.Held(session("psql")));
        assertThat(test.time.passed()).isEqualTo(Duration.ofMinutes(10));
    }

    private Optional<Fence> enter() throws InterruptedException {
        return FenceAcquisition.acquire(test.context, test.postgres.open(), leadership)
                        instanceof FenceAttempt.Taken(Fence fence)
                ? Optional.of(fence)
                : Optional.empty();
    }

    private static FenceHolder session(String applicationName) {
        return new FenceHolder(7, applicationName, "somewhere", Optional.empty());
    }
}
