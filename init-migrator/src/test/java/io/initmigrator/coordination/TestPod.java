package io.initmigrator.coordination;

import io.initmigrator.coordination.RolloutSettings.WhenAhead;
import io.initmigrator.coordination.RolloutSettings.WhenEmpty;
import io.initmigrator.coordination.RolloutSettings.WhenInterrupted;
import io.initmigrator.schema.Bundle;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A pod with everything around it in the test's hands. */
final class TestPod {

    static final LeaseTiming TIMING = LeaseTiming.of(Duration.ofSeconds(15));
    static final Bundle BUNDLE = new Bundle("sha256:mine", 3, "/migrations");
    static final Identity ME = new Identity("orders-1", "aa");

    final ManualTime time = new ManualTime();
    final ManualLeases leases = new ManualLeases(time);
    final ManualBackground background = new ManualBackground();
    final List<String> story = new ArrayList<>();
    final FakePostgres postgres = new FakePostgres(story);
    final FakeMigrations migrations = new FakeMigrations();
    final List<Notice> notices = new ArrayList<>();
    final StopSignal stop = new StopSignal(Thread.currentThread());
    final Pod pod;
    private final long seed;

    TestPod() {
        this(WhenAhead.START);
    }

    TestPod(WhenAhead whenAhead) {
        this(whenAhead, 1);
    }

    /** @param seed of the pod's own random numbers */
    TestPod(WhenAhead whenAhead, long seed) {
        this.seed = seed;
        pod = podWith(new RolloutSettings(
                Duration.ofMinutes(10),
                whenAhead,
                WhenEmpty.FAIL,
                WhenInterrupted.FAIL,
                Duration.ofSeconds(30),
                Duration.ofMinutes(5)));
        leases.beforeWrite(() -> story.add("lease written"));
    }

    /** The same pod with other settings. */
    Pod podWith(RolloutSettings settings) {
        return new Pod(
                ME,
                BUNDLE,
                settings,
                postgres,
                migrations,
                new Candidate.Surroundings(time, new SplittableRandom(seed), notices::add, stop));
    }

    LeaseTurns turns() {
        return new LeaseTurns(pod.candidate(), leases, TIMING, background);
    }

    LeaseElection election() {
        return new LeaseElection(leases, TIMING, pod.candidate());
    }

    /** The Lease as {@code holder} would have it, renewed {@code renewals} times. */
    static LeaseRecord heldBy(String holder, int renewals) {
        return record(holder, Duration.ofSeconds(15), renewals, LeaseNote.BLANK);
    }

    static LeaseRecord released(LeaseNote note) {
        return record("", Duration.ofSeconds(1), 0, note);
    }

    static LeaseRecord record(String holder, Duration duration, int renewals, LeaseNote note) {
        Instant renewed = Instant.parse("2020-05-05T05:05:05Z").plusSeconds(renewals);
        return new LeaseRecord("", holder, duration, renewed, renewed, 3, note);
    }

    /** What was told of this kind. */
    <T extends Notice> List<T> told(Class<T> kind) {
        return notices.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
