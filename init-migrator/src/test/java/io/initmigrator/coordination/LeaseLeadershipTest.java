package io.initmigrator.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.coordination.Turns.Lead;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LeaseLeadershipTest {

    private final TestPod test = new TestPod();
    private final Leadership leadership = elect();

    @Test
    void releaseNamesTheReleasedLeaderSoThatItsLeftoverSessionMayBeEnded() {
        leadership.fenced();
        leadership.resign(Optional.empty());
        assertThat(test.leases.current().note().predecessors()).containsExactly(TestPod.ME.toString());
    }

    private Leadership elect() {
        try {
            return ((Lead) test.turns().next()).leadership();
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }
}
