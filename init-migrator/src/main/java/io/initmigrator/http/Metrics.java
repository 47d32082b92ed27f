package io.initmigrator.http;

import io.initmigrator.event.RolloutEvent;
import io.initmigrator.event.RolloutEvent.DeferredRunFailed;
import io.initmigrator.event.RolloutEvent.Elected;
import io.initmigrator.event.RolloutEvent.LeadershipLost;
import io.initmigrator.event.RolloutEvent.LeaseRenewed;
import io.initmigrator.event.RolloutEvent.MigrationRefused;
import io.initmigrator.event.RolloutEvent.MigrationStarted;
import io.initmigrator.event.RolloutEvent.MigrationSucceeded;
import io.initmigrator.event.RolloutEvent.ScriptBlocked;
import io.initmigrator.event.RolloutEvent.ScriptStarted;
import io.initmigrator.event.RolloutEvent.ScriptsDeferred;
import io.initmigrator.event.RolloutEvent.SessionTerminated;
import io.initmigrator.event.RolloutEvent.WaitingForFence;
import io.initmigrator.event.RolloutEvent.WaitingForLeader;
import io.initmigrator.event.RolloutEvent.WaitingForSchema;
import io.initmigrator.event.RolloutListener;
import io.initmigrator.http.MetricFamily.Sample;
import io.initmigrator.schema.ScriptProgress;
import io.initmigrator.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Metrics of this process, derived from rollout events. Thread-safe. */
public final class Metrics implements RolloutListener {

    private static final String PREFIX = "init_migrator_";

    /** Counters since the start of the process. */
    private enum Count {
        WAITS("waits", "Waits that began for a leader, the advisory lock or the schema."),
        TAKEOVERS(
                "takeovers", "Elections in which this process took the Lease from a leader that had not released it."),
        EVICTIONS("evictions", "Sessions of former leaders terminated to acquire the advisory lock."),
        LEASE_RENEWALS("lease_renewals", "Times that this process renewed the Lease as its leader."),
        LEADERSHIP_LOSSES(
                "leadership_losses", "Times that this process lost the Lease or its session while migrating."),
        REFUSALS("refusals", "Migrations refused because schema and bundle do not match."),
        LOCK_TIMEOUTS("lock_timeouts", "Scripts rolled back and retried because of a lock of another session."),
        DEFERRED_FAILURES("deferred_failures", "Attempts to run deferred scripts that failed.");

        private final String name;
        private final String help;

        Count(String name, String help) {
            this.name = name;
            this.help = help;
        }
    }

    private final Time time;
    private final Map<Count, Long> counts = new EnumMap<>(Count.class);
    private @Nullable Duration migrating;
    private @Nullable Duration migrated;
    private @Nullable Integer pending;
    private @Nullable Integer deferred;
    private OptionalInt drifted = OptionalInt.empty();
    private @Nullable String version;
    private boolean current;

    /** Starts all metrics at zero. */
    public Metrics(Time time) {
        this.time = time;
    }

    @Override
    public synchronized void onEvent(RolloutEvent event) {
        switch (event) {
            case MigrationStarted(int scripts) -> {
                migrating = time.elapsed();
                pending = scripts;
            }
            case ScriptStarted(ScriptProgress progress) -> pending = left(progress);
            case MigrationSucceeded it -> {
                migrated = it.took();
                pending = 0;
            }
            case ScriptsDeferred(List<String> scripts) -> deferred = scripts.size();
            default -> count(event);
        }
    }

    /** Records the events of a run of the deferred scripts, which are not pending. */
    public synchronized void onDeferredEvent(RolloutEvent event) {
        switch (event) {
            case MigrationStarted(int scripts) -> deferred = scripts;
            case ScriptStarted(ScriptProgress progress) -> deferred = left(progress);
            case MigrationSucceeded it -> deferred = 0;
            case DeferredRunFailed it -> count(Count.DEFERRED_FAILURES, true);
            default -> count(event);
        }
    }

    private void count(RolloutEvent event) {
        switch (event) {
            case WaitingForLeader it -> waiting(it.waited());
            case WaitingForSchema it -> waiting(it.waited());
            case WaitingForFence it -> waiting(it.waited());
            case Elected(String previous) -> count(Count.TAKEOVERS, !previous.isEmpty());
            case SessionTerminated it -> count(Count.EVICTIONS, true);
            case LeaseRenewed it -> count(Count.LEASE_RENEWALS, true);
            case LeadershipLost it -> count(Count.LEADERSHIP_LOSSES, true);
            case MigrationRefused it -> count(Count.REFUSALS, true);
            case ScriptBlocked it -> count(Count.LOCK_TIMEOUTS, true);
            default -> {} // nothing to count
        }
    }

    private static int left(ScriptProgress progress) {
        return progress.total() - progress.number() + 1;
    }

    /** Records the state of the schema: whether it contains the bundle, its version, and the numbers of missing and of deferred scripts. */
    public synchronized void seen(
            boolean holdsBundle, String recordedVersion, int scriptsPending, OptionalInt scriptsDeferred) {
        scriptsDeferred.ifPresent(count -> deferred = count);
        current = holdsBundle;
        version = recordedVersion;
        pending = scriptsPending;
    }

    /** Records the number of objects that others have changed since the last migration; empty if unknown. */
    public synchronized void setDrift(OptionalInt objects) {
        drifted = objects;
    }

    /** Returns the metrics in the preferred format. */
    public Response response(AcceptHeader accept) {
        return ExpositionFormat.preferredBy(accept).of(families());
    }

    private synchronized List<MetricFamily> families() {
        List<MetricFamily> families = new ArrayList<>();
        if (version != null) {
            families.add(family(
                    "schema", MetricFamily.Type.INFO, "", "The schema as last read.", Map.of("version", version), 1));
        }
        families.add(gauge(
                "schema_current", "", "1 while the schema holds every migration of the bundle.", current ? 1 : 0));
        if (pending != null) {
            families.add(gauge("pending_migrations", "", "Migrations of the bundle that the schema lacks.", pending));
        }
        if (deferred != null) {
            families.add(gauge(
                    "deferred_migrations",
                    "",
                    "Migrations of the bundle that run after the rollout and have not run yet.",
                    deferred));
        }
        if (drifted.isPresent()) {
            families.add(gauge(
                    "drifted_objects",
                    "",
                    "Objects of the migrated schemas that others changed since the last migration.",
                    drifted.getAsInt()));
        }
        Duration took = took();
        if (took != null) {
            families.add(gauge(
                    "migration_duration_seconds",
                    "seconds",
                    "How long this process migrated, or has been migrating.",
                    took.toMillis() / 1000.0));
        }
        for (Count count : Count.values()) {
            families.add(family(
                    count.name, MetricFamily.Type.COUNTER, "", count.help, Map.of(), counts.getOrDefault(count, 0L)));
        }
        return families;
    }

    private @Nullable Duration took() {
        return migrated != null || migrating == null ? migrated : time.elapsed().minus(migrating);
    }

    /** Called repeatedly during a wait. */
    private void waiting(Duration waited) {
        count(Count.WAITS, waited.isZero());
    }

    private void count(Count count, boolean happened) {
        if (happened) {
            counts.merge(count, 1L, Long::sum);
        }
    }

    private static MetricFamily gauge(String name, String unit, String help, double value) {
        return family(name, MetricFamily.Type.GAUGE, unit, help, Map.of(), value);
    }

    private static MetricFamily family(
            String name, MetricFamily.Type type, String unit, String help, Map<String, String> labels, double value) {
        return new MetricFamily(PREFIX + name, type, unit, help, List.of(new Sample(labels, value)));
    }
}
