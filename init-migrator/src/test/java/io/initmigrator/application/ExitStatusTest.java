package io.initmigrator.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.core.Outcome;
import io.initmigrator.fence.SessionLostException;
import io.initmigrator.rollout.UnlockResult;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExitStatusTest {

    @Test
    void missingClassIsABugThatIsTold() {
        ExitStatus ending = ExitStatus.of(new NoClassDefFoundError("org/flywaydb/core/Flyway"));
        assertThat(ending.code()).isEqualTo(ExitCode.INTERNAL_ERROR);
        assertThat(ending.message())
                .isEqualTo("a bug in init-migrator: java.lang.NoClassDefFoundError: org/flywaydb/core/Flyway; report it"
                        + " with the log");
    }

    @Test
    void repairIsReadyWhateverIsPending() {
        assertThat(ExitStatus.of(new Outcome.Repaired(3))).isEqualTo(ExitStatus.OK);
    }

    /** Covers commands that only read: they hold no leadership that could be lost. */
    @Test
    void questionThatLostItsSessionIsUnanswered() {
        ExitStatus ending =
                ExitStatus.of(new SessionLostException("the session with db ended: reset", new IOException()));
        assertThat(ending.code()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(ending.message()).isEqualTo("the session with db ended: reset; retry");
    }

    @Test
    void stopIsToldWithoutTheNameOfASignal() {
        assertThat(ExitStatus.of(new InterruptedException()))
                .isEqualTo(new ExitStatus(
                        ExitCode.TERMINATED, "terminated by a signal; no migration was partially recorded"));
    }

    @Test
    void liveHolderIsOneThatWasWaitedFor() {
        assertThat(ExitStatus.of(new UnlockResult.Freed(Optional.empty(), Optional.empty())))
                .isEqualTo(ExitStatus.OK);
        ExitStatus refused = ExitStatus.of(new UnlockResult.Refused("the leader a_1 is alive"));
        assertThat(refused.code()).isEqualTo(ExitCode.DEADLINE_PASSED);
        assertThat(refused.message())
                .isEqualTo("not unlocked: the leader a_1 is alive; wait for it, or terminate it with unlock --force");
    }
}
