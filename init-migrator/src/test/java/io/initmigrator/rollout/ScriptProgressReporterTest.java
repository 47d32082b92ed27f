package io.initmigrator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.election.StubLeadership;
import io.initmigrator.event.RolloutEvent;
import io.initmigrator.fence.SessionActivity;
import io.initmigrator.fence.SessionActivity.Blocker;
import io.initmigrator.fence.SessionActivity.IndexBuild;
import io.initmigrator.schema.ScriptProgress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScriptProgressReporterTest {

    private static final ScriptProgress SCRIPT = new ScriptProgress(3, 12, "V3__add_index.sql");

    private final RolloutFixture test = new RolloutFixture();
    private final StubLeadership leadership = new StubLeadership(new ArrayList<>());
    private final ScriptProgressReporter watch = new ScriptProgressReporter(test.context, leadership);

    @Test
    void scriptThatIsOverSoonIsNotLookedAt() {
        assertThat(watch.requestUpdate()).isFalse();
        watch.started(SCRIPT);
        assertThat(watch.requestUpdate()).isFalse();
        watch.started(new ScriptProgress(4, 12, "V4__x.sql"));
        assertThat(watch.requestUpdate()).isFalse();
        assertThat(watch.requestUpdate()).isTrue();
        watch.ended();
        assertThat(watch.requestUpdate()).isFalse();
    }

    @Test
    void changesAreReportedImmediatelyAndTheRestEveryTenSeconds() throws InterruptedException {
        watch.started(SCRIPT);
        watch.requestUpdate();
        for (int second = 2; second <= 24; second += 2) {
            test.time.sleep(Duration.ofSeconds(2));
            watch.onActivity(second < 14 ? SessionActivity.NONE : blockedBy(4711, second));
        }
        assertThat(test.published(RolloutEvent.ScriptRunning.class))
                .extracting(it -> it.running().toSeconds())
                .containsExactly(10L, 14L, 24L);
    }

    @Test
    void followersSeeHowLongItTakesAndItsBlockers() throws InterruptedException {
        watch.started(SCRIPT);
        watch.requestUpdate();
        test.time.sleep(Duration.ofSeconds(42));
        watch.onActivity(blockedBy(4711, 13));
        assertThat(leadership.reports().getLast().sentence())
                .isEqualTo(
                        "3/12 V3__add_index.sql, 42 s, blocked by pid 4711 (app \"orders-worker\", 13 s in \"UPDATE …\")");
    }

    @Test
    void phaseOfAnIndexIsAChangeAndItsPercentIsNot() throws InterruptedException {
        watch.started(SCRIPT);
        watch.requestUpdate();
        for (var build : List.of(build("scanning table", 1), build("scanning table", 2), build("sorting", 0))) {
            test.time.sleep(Duration.ofSeconds(2));
            watch.onActivity(new SessionActivity(List.of(), Optional.of(build)));
        }
        assertThat(test.published(RolloutEvent.ScriptRunning.class))
                .extracting(it -> it.activity().indexProgress())
                .containsExactly("index by_state: scanning table, 1 %", "index by_state: sorting, 0 %");
        assertThat(leadership.reports().getLast().detail()).isEqualTo("6 s, index by_state: sorting, 0 %");
    }

    @Test
    void lookThatCameTooLateIsOfNoInterest() {
        watch.started(SCRIPT);
        watch.requestUpdate();
        watch.started(new ScriptProgress(4, 12, "V4__x.sql"));
        watch.onActivity(blockedBy(4711, 1));
        assertThat(watch.blockers()).isEmpty();
    }

    @Test
    void onlyAFewOfManyAreNamed() {
        var many = new SessionActivity(
                List.of(new Blocker(1, "a"), new Blocker(2, "b"), new Blocker(0, "prepared"), new Blocker(4, "d")),
                Optional.empty());
        assertThat(many.blockedBy()).isEqualTo("pid 1 (a), pid 2 (b), prepared and 1 more");
    }

    private static SessionActivity blockedBy(int pid, int seconds) {
        return new SessionActivity(
                List.of(new Blocker(pid, "app \"orders-worker\", " + seconds + " s in \"UPDATE …\"")),
                Optional.empty());
    }

    private static IndexBuild build(String phase, int percent) {
        return new IndexBuild("by_state", phase, percent);
    }
}
