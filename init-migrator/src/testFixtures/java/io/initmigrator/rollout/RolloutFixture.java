package io.initmigrator.rollout;

import io.initmigrator.core.Identity;
import io.initmigrator.core.ManualBackgroundExecutor;
import io.initmigrator.core.StopSignal;
import io.initmigrator.election.Candidate;
import io.initmigrator.election.LeaseAnnotations;
import io.initmigrator.election.LeaseElector;
import io.initmigrator.election.LeaseLock;
import io.initmigrator.election.LeaseRecord;
import io.initmigrator.election.LeaseTiming;
import io.initmigrator.election.ManualLeases;
import io.initmigrator.event.RolloutEvent;
import io.initmigrator.fence.FakePostgres;
import io.initmigrator.migration.FakeMigrationTool;
import io.initmigrator.rollout.RolloutSettings.WhenAhead;
import io.initmigrator.rollout.RolloutSettings.WhenEmpty;
import io.initmigrator.rollout.RolloutSettings.WhenInterrupted;
import io.initmigrator.rollout.RolloutSettings.WhenNotDeferrable;
import io.initmigrator.schema.Bundle;
import io.initmigrator.time.ManualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Provides a pod whose whole environment is controlled by the test. */
public final class RolloutFixture {

    public static final LeaseTiming TIMING = LeaseTiming.of(Duration.ofSeconds(15));
    public static final Bundle BUNDLE = new Bundle("sha256:mine", 3, "/migrations");
    public static final Identity ME = new Identity("orders-1", "aa");

    public final ManualTime time = new ManualTime();
    public final ManualLeases leases = new ManualLeases(time);
    public final ManualBackgroundExecutor background = new ManualBackgroundExecutor();
    public final List<String> calls = new ArrayList<>();
    public final FakePostgres postgres = new FakePostgres(calls);
    final FakeMigrationTool migrationTool = new FakeMigrationTool();
    final List<RolloutEvent> events = new ArrayList<>();
    public final StopSignal stopSignal = new StopSignal(Thread.currentThread());
    public final RolloutContext context;
    private final long seed;

    public RolloutFixture() {
        this(WhenAhead.START);
    }

    RolloutFixture(WhenAhead whenAhead) {
        this(whenAhead, 1);
    }

    /** @param seed of the pod's own random numbers */
    public RolloutFixture(WhenAhead whenAhead, long seed) {
        this.seed = seed;
        context = contextWith(settings(whenAhead));
        leases.beforeWrite(() -> calls.add("lease written"));
    }

    public static RolloutSettings settings(WhenAhead whenAhead) {
        return settings(whenAhead, WhenNotDeferrable.WARN);
    }

    static RolloutSettings settings(WhenAhead whenAhead, WhenNotDeferrable whenNotDeferrable) {
        return settings(whenAhead, whenNotDeferrable, ClusterAdvice.NONE);
    }

    public static RolloutSettings settings(WhenAhead whenAhead, ClusterAdvice advice) {
        return settings(whenAhead, WhenNotDeferrable.WARN, advice);
    }

    private static RolloutSettings settings(
            WhenAhead whenAhead, WhenNotDeferrable whenNotDeferrable, ClusterAdvice advice) {
        return new RolloutSettings(
                Duration.ofMinutes(10),
                whenAhead,
                WhenEmpty.FAIL,
                WhenInterrupted.FAIL,
                whenNotDeferrable,
                Duration.ofSeconds(30),
                Duration.ofMinutes(5),
                true,
                advice);
    }

    /** Returns the same pod with other settings. */
    RolloutContext contextWith(RolloutSettings settings) {
        return new RolloutContext(
                ME,
                BUNDLE,
                settings,
                postgres,
                migrationTool,
                new Candidate.ProcessContext(time, new SplittableRandom(seed), events::add, stopSignal));
    }

    public LeaseElector elector() {
        return new LeaseElector(context.candidate(), leases, TIMING, background);
    }

    public LeaseLock election() {
        return new LeaseLock(leases, TIMING, context.candidate());
    }

    /** Returns the Lease as {@code holder} would write it, renewed {@code renewals} times. */
    public static LeaseRecord heldBy(String holder, int renewals) {
        return record(holder, Duration.ofSeconds(15), renewals, LeaseAnnotations.EMPTY);
    }

    public static LeaseRecord released(LeaseAnnotations annotations) {
        return record("", Duration.ofSeconds(1), 0, annotations);
    }

    public static LeaseRecord record(String holder, Duration duration, int renewals, LeaseAnnotations annotations) {
        Instant renewed = Instant.parse("2020-05-05T05:05:05Z").plusSeconds(renewals);
        return new LeaseRecord("", holder, duration, renewed, renewed, 3, annotations);
    }

    /** Returns the published events of this kind. */
    public <T extends RolloutEvent> List<T> published(Class<T> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
