package io.initmigrator.coordination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.initmigrator.coordination.Turns.Ask;
import io.initmigrator.coordination.Turns.Lead;
import io.initmigrator.coordination.Turns.Stop;
import io.initmigrator.coordination.Turns.Turn;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FenceTurnsTest {

    private final TestPod test = new TestPod();
    private final FenceTurns turns = new FenceTurns(test.pod.candidate());

    @Test
    void whoeverGetsTheFenceLeads() throws InterruptedException {
        assertThat(((Lead) turns.next()).fenced()).isPresent();
    }

    @Test
    void othersHoldNothingAndAskAgainAfterAWhile() throws InterruptedException {
        test.postgres.holds(new FenceHolder(7, "init-migrator orders-2_bb", "", Optional.empty()));
        assertThat(turns.next()).isInstanceOf(Ask.class);
        assertThat(test.postgres.openSessions()).isZero();
        assertThat(test.time.passed()).isBetween(Duration.ofMillis(100), Duration.ofMillis(200));
    }

    @Test
    void holderIsNamedWhenTheDeadlinePasses() throws InterruptedException {
        test.postgres.holds(new FenceHolder(7, "init-migrator orders-2_bb", "", Optional.empty()));
        assertThat(turnUntilTheEnd())
                .isInstanceOfSatisfying(
                        Stop.class,
                        stop -> assertThat(stop.outcome().toString()).contains("orders-2_bb"));
        assertThat(test.time.passed()).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void sessionsThatAreAlwaysLostAreGivenUpAtTheDeadline() throws InterruptedException {
        test.postgres.loseTries(100_000);
        assertThat(turnUntilTheEnd()).isInstanceOf(Stop.class);
        assertThat(test.time.passed()).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void stopCutsTheTry() {
        test.postgres.whenFenceTried(test.stop::request);
        test.time.interruptAt(Duration.ofMillis(50));
        assertThatThrownBy(turns::next).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(test.story).containsExactly("session aborted", "session closed");
    }

    private Turn turnUntilTheEnd() throws InterruptedException {
        for (int i = 0; i < 10_000; i++) {
            Turn turn = turns.next();
            if (!(turn instanceof Ask)) {
                return turn;
            }
        }
        throw new AssertionError("still asking");
    }
}
