package io.initmigrator.election;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.initmigrator.election.Elector.Finish;
import io.initmigrator.election.Elector.Lead;
import io.initmigrator.election.Elector.Recheck;
import io.initmigrator.fence.FakePostgres;
import io.initmigrator.fence.FenceHolder;
import io.initmigrator.rollout.RolloutFixture;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FenceElectorTest {

    private static final FenceHolder HOLDER = new FenceHolder(7, "init-migrator orders-2_bb", "", Optional.empty());

    private final RolloutFixture test = new RolloutFixture();
    private final FenceElector elector = new FenceElector(test.context.candidate());

    @Test
    void processThatAcquiresTheFenceLeads() throws InterruptedException {
        assertThat(((Lead) elector.next()).fenced()).isPresent();
    }

    @Test
    void othersHoldNothingAndTryAgainOnceItIsFree() throws InterruptedException {
        test.postgres.setLockHolder(HOLDER);
        test.time.at(Duration.ofSeconds(40), () -> {
            assertThat(test.postgres.openSessions()).isZero();
            test.postgres.setLockHolder(null);
        });
        assertThat(elector.next()).isInstanceOf(Lead.class);
        assertThat(test.time.passed()).isBetween(Duration.ofSeconds(40), Duration.ofMillis(42_500));
        assertThat(test.postgres.opened()).as("attempts to acquire it").isEqualTo(2);
    }

    @Test
    void recordIsSeenWithinTheLongestPauseAlthoughTheFenceIsStillHeld() throws InterruptedException {
        test.postgres.setLockHolder(HOLDER);
        test.time.at(Duration.ofSeconds(40), () -> test.postgres.setState(FakePostgres.CURRENT));
        assertThat(elector.next()).isInstanceOf(Recheck.class);
        assertThat(test.time.passed()).isBetween(Duration.ofSeconds(40), Duration.ofMillis(42_500));
        assertThat(test.postgres.opened()).as("attempts to acquire it").isEqualTo(1);
    }

    @Test
    void recordThatIsNotEnoughDoesNotKeepItFromLeading() throws InterruptedException {
        test.postgres.setLockHolder(HOLDER);
        test.postgres.setState(FakePostgres.CURRENT);
        assertThat(elector.next()).isInstanceOf(Recheck.class);
        test.time.at(Duration.ofSeconds(20), () -> test.postgres.setLockHolder(null));
        assertThat(elector.next()).isInstanceOf(Lead.class);
    }

    @Test
    void pausesGrow() throws InterruptedException {
        test.postgres.setLockHolder(HOLDER);
        test.time.at(Duration.ofMinutes(5), () -> test.postgres.setLockHolder(null));
        elector.next();
        assertThat(test.time.pauses().getFirst()).isLessThanOrEqualTo(Duration.ofMillis(200));
        assertThat(test.time.pauses())
                .hasSizeLessThan(200)
                .allSatisfy(pause -> assertThat(pause).isLessThanOrEqualTo(Duration.ofMillis(2_500)));
    }

    @Test
    void holderIsNamedWhenTheDeadlinePasses() throws InterruptedException {
        test.postgres.setLockHolder(HOLDER);
        assertThat(elector.next())
                .isInstanceOfSatisfying(
                        Finish.class,
                        stop -> assertThat(stop.outcome().toString()).contains("orders-2_bb"));
        assertThat(test.time.passed()).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void sessionsThatAreAlwaysLostAreGivenUpAtTheDeadline() throws InterruptedException {
        test.postgres.loseTries(100_000);
        assertThat(elector.next()).isInstanceOf(Finish.class);
        assertThat(test.time.passed()).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void stopCutsTheTry() {
        test.postgres.whenFenceTried(test.stopSignal::request);
        test.time.interruptAt(Duration.ofMillis(50));
        assertThatThrownBy(elector::next).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(test.calls).containsExactly("session aborted", "session closed");
    }
}
