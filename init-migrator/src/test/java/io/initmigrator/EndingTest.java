package io.initmigrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.coordination.Outcome;
import io.initmigrator.coordination.SessionLostException;
import io.initmigrator.coordination.Unlocked;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EndingTest {

    @Test
    void missingClassIsABugThatIsTold() {
        Ending ending = Ending.of(new NoClassDefFoundError("org/flywaydb/core/Flyway"));
        assertThat(ending.code()).isEqualTo(ExitCode.BUG);
        assertThat(ending.message())
                .isEqualTo("a bug in init-migrator: java.lang.NoClassDefFoundError: org/flywaydb/core/Flyway; please"
                        + " report it with the log");
    }

    @Test
    void repairIsReadyWhateverIsPending() {
        assertThat(Ending.of(new Outcome.Repaired(3))).isEqualTo(Ending.READY);
    }

    /** Whoever only asks has nothing to lose. */
    @Test
    void questionThatLostItsSessionIsUnanswered() {
        Ending ending = Ending.of(new SessionLostException("the session with db ended: reset", new IOException()));
        assertThat(ending.code()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(ending.message()).isEqualTo("the session with db ended: reset; start again");
    }

    @Test
    void stopIsToldWithoutTheNameOfASignal() {
        assertThat(Ending.of(new InterruptedException()))
                .isEqualTo(new Ending(
                        ExitCode.TERMINATED, "stopped by SIGTERM or another signal; nothing is half-recorded"));
    }

    @Test
    void liveHolderIsOneThatWasWaitedFor() {
        assertThat(Ending.of(new Unlocked.Freed(Optional.empty(), Optional.empty())))
                .isEqualTo(Ending.READY);
        Ending refused = Ending.of(new Unlocked.Refused("the leader a_1 is alive"));
        assertThat(refused.code()).isEqualTo(ExitCode.DEADLINE_PASSED);
        assertThat(refused.message())
                .isEqualTo("not unlocked: the leader a_1 is alive; wait for it, or end it all the same with unlock"
                        + " --force");
    }
}
