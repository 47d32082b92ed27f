package io.initmigrator.demo;

import static io.initmigrator.demo.RolloutReports.pod;
import static io.initmigrator.demo.RolloutReports.rollout;
import static io.initmigrator.demo.RolloutReports.session;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VerdictTest {

    private static final PodTimeline LEADER = pod("leader", 0, session(1, 2, 1, 0), session(3, 8, 40, 3));
    private static final PodTimeline FOLLOWER = pod("follower", 0, session(1, 2, 1, 0), session(8, 9, 1, 0));
    private static final PodTimeline FAST = pod("fast", 0, session(1, 2, 1, 0));

    @Test
    void oneLeaderWithAllScriptsIsAsPromised() {
        assertThat(Verdict.faults(rollout(3, 9, LEADER, FOLLOWER))).isEmpty();
    }

    @Test
    void podThatFailsIsAFault() {
        assertThat(Verdict.faults(rollout(3, 9, LEADER, pod("broken", 5)))).containsExactly("broken ended with exit 5");
    }

    @Test
    void secondLeaderIsAFault() {
        assertThat(Verdict.faults(rollout(3, 9, LEADER, pod("usurper", 0, session(3, 8, 40, 3)))))
                .containsExactly("2 pods migrated, not 1", "6 scripts ran, not 3");
    }

    @Test
    void leaderWithoutWorkIsAFault() {
        assertThat(Verdict.faults(rollout(0, 0, LEADER, FAST)))
                .contains("1 pods migrated, not 0", "3 scripts ran, not 0");
    }

    @Test
    void fastPathThatAsksMoreThanPromisedIsAFault() {
        assertThat(Verdict.faults(rollout(0, 0, FAST, pod("slow", 0, session(1, 2, 3, 0)))))
                .containsExactly("slow had nothing to do, yet opened 1 sessions and sent 3 statements");
    }

    @Test
    void requestToKubernetesWithoutWorkIsAFault() {
        assertThat(Verdict.faults(rollout(0, 1, FAST)))
                .containsExactly("the Kubernetes API was asked although there was nothing to do");
    }
}
