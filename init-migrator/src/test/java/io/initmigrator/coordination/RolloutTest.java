package io.initmigrator.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class RolloutTest {

    private final TestPod test = new TestPod();

    /** Such as behind a proxy that takes every connection and drops it at the first question. */
    @Test
    void sessionsThatAreAlwaysLostAreGivenUpAtTheDeadlineAndAskedForWithPauses() throws InterruptedException {
        test.postgres.loseTries(Integer.MAX_VALUE);
        assertThat(new Rollout(test.pod, pod -> test.turns()).run())
                .isInstanceOfSatisfying(
                        Outcome.DeadlinePassed.class,
                        passed -> assertThat(passed.waitedFor()).contains("lost before it could begin"));
        assertThat(test.time.passed()).isEqualTo(Duration.ofMinutes(10));
        assertThat(test.postgres.opened()).isBetween(600, 1_200);
    }

    @Test
    void leaderThatLostBeforeItBeganLooksAgainBeforeItStandsAgain() throws InterruptedException {
        test.postgres.loseTries(1);
        test.leases.beforeWrite(() -> test.postgres.stands(FakePostgres.CURRENT));
        assertThat(new Rollout(test.pod, pod -> test.turns()).run()).isEqualTo(new Outcome.Ready("3", 0));
        assertThat(test.postgres.opened()).isEqualTo(1);
    }
}
