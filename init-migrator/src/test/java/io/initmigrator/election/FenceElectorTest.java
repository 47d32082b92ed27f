package io.initmigrator.election;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.initmigrator.election.Elector.Finish;
import io.initmigrator.election.Elector.Lead;
import io.initmigrator.election.Elector.Recheck;
import io.initmigrator.election.Elector.Step;
import io.initmigrator.fence.FenceHolder;
import io.initmigrator.rollout.RolloutFixture;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FenceElectorTest {

    private final RolloutFixture test = new RolloutFixture();
    private final FenceElector turns = new FenceElector(test.context.candidate());

    @Test
    void processThatAcquiresTheFenceLeads() throws InterruptedException {
        assertThat(((Lead) turns.next()).fenced()).isPresent();
    }

    @Test
    void othersHoldNothingAndAskAgainAfterAWhile() throws InterruptedException {
        test.postgres.holds(new FenceHolder(7, "init-migrator orders-2_bb", "", Optional.empty()));
        assertThat(turns.next()).isInstanceOf(Recheck.class);
        assertThat(test.postgres.openSessions()).isZero();
        assertThat(test.time.passed()).isBetween(Duration.ofMillis(100), Duration.ofMillis(200));
    }

    @Test
    void holderIsNamedWhenTheDeadlinePasses() throws InterruptedException {
        test.postgres.holds(new FenceHolder(7, "init-migrator orders-2_bb", "", Optional.empty()));
        assertThat(turnUntilTheEnd())
                .isInstanceOfSatisfying(
                        Finish.class,
                        stop -> assertThat(stop.outcome().toString()).contains("orders-2_bb"));
        assertThat(test.time.passed()).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void sessionsThatAreAlwaysLostAreGivenUpAtTheDeadline() throws InterruptedException {
        test.postgres.loseTries(100_000);
        assertThat(turnUntilTheEnd()).isInstanceOf(Finish.class);
        assertThat(test.time.passed()).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void stopCutsTheTry() {
        test.postgres.whenFenceTried(test.stopSignal::request);
        test.time.interruptAt(Duration.ofMillis(50));
        assertThatThrownBy(turns::next).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(test.story).containsExactly("session aborted", "session closed");
    }

    private Step turnUntilTheEnd() throws InterruptedException {
        for (int i = 0; i < 10_000; i++) {
            Step step = turns.next();
            if (!(step instanceof Recheck)) {
                return step;
            }
        }
        throw new AssertionError("still asking");
    }
}
