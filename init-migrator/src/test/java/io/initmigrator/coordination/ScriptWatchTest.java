package io.initmigrator.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.coordination.Sighting.Blocker;
import io.initmigrator.coordination.Sighting.IndexBuild;
import io.initmigrator.schema.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScriptWatchTest {

    private static final Progress SCRIPT = new Progress(3, 12, "V3__add_index.sql");

    private final TestPod test = new TestPod();
    private final StubLeadership leadership = new StubLeadership(new ArrayList<>());
    private final ScriptWatch watch = new ScriptWatch(test.pod, leadership);

    @Test
    void scriptThatIsOverSoonIsNotLookedAt() {
        assertThat(watch.isCurious()).isFalse();
        watch.started(SCRIPT);
        assertThat(watch.isCurious()).isFalse();
        watch.started(new Progress(4, 12, "V4__x.sql"));
        assertThat(watch.isCurious()).isFalse();
        assertThat(watch.isCurious()).isTrue();
        watch.ended();
        assertThat(watch.isCurious()).isFalse();
    }

    @Test
    void whatChangesIsToldAtOnceAndTheRestEveryTenSeconds() throws InterruptedException {
        watch.started(SCRIPT);
        watch.isCurious();
        for (int second = 2; second <= 24; second += 2) {
            test.time.sleep(Duration.ofSeconds(2));
            watch.saw(second < 14 ? Sighting.NOTHING : blockedBy(4711, second));
        }
        assertThat(test.told(Notice.ScriptRunning.class))
                .extracting(it -> it.running().toSeconds())
                .containsExactly(10L, 14L, 24L);
    }

    @Test
    void siblingsSeeHowLongItTakesAndWhoIsInTheWay() throws InterruptedException {
        watch.started(SCRIPT);
        watch.isCurious();
        test.time.sleep(Duration.ofSeconds(42));
        watch.saw(blockedBy(4711, 13));
        assertThat(leadership.reports().getLast().sentence())
                .isEqualTo(
                        "3/12 V3__add_index.sql, 42 s, blocked by pid 4711 (app \"orders-worker\", 13 s in \"UPDATE …\")");
    }

    @Test
    void phaseOfAnIndexIsAChangeAndItsPercentIsNot() throws InterruptedException {
        watch.started(SCRIPT);
        watch.isCurious();
        for (var build : List.of(build("scanning table", 1), build("scanning table", 2), build("sorting", 0))) {
            test.time.sleep(Duration.ofSeconds(2));
            watch.saw(new Sighting(List.of(), Optional.of(build)));
        }
        assertThat(test.told(Notice.ScriptRunning.class))
                .extracting(it -> it.sighting().indexProgress())
                .containsExactly("index by_state: scanning table, 1 %", "index by_state: sorting, 0 %");
        assertThat(leadership.reports().getLast().detail()).isEqualTo("6 s, index by_state: sorting, 0 %");
    }

    @Test
    void lookThatCameTooLateIsOfNoInterest() {
        watch.started(SCRIPT);
        watch.isCurious();
        watch.started(new Progress(4, 12, "V4__x.sql"));
        watch.saw(blockedBy(4711, 1));
        assertThat(watch.blockers()).isEmpty();
    }

    @Test
    void onlyAFewOfManyAreNamed() {
        var many = new Sighting(
                List.of(new Blocker(1, "a"), new Blocker(2, "b"), new Blocker(0, "prepared"), new Blocker(4, "d")),
                Optional.empty());
        assertThat(many.blockedBy()).isEqualTo("pid 1 (a), pid 2 (b), prepared and 1 more");
    }

    private static Sighting blockedBy(int pid, int seconds) {
        return new Sighting(
                List.of(new Blocker(pid, "app \"orders-worker\", " + seconds + " s in \"UPDATE …\"")),
                Optional.empty());
    }

    private static IndexBuild build(String phase, int percent) {
        return new IndexBuild("by_state", phase, percent);
    }
}
