package io.initmigrator.telemetry;

import io.initmigrator.core.Identity;
import io.initmigrator.event.RolloutEvent;
import io.initmigrator.event.RolloutEvent.Elected;
import io.initmigrator.event.RolloutEvent.LeadershipLost;
import io.initmigrator.event.RolloutEvent.MigrationFailed;
import io.initmigrator.event.RolloutEvent.MigrationRefused;
import io.initmigrator.event.RolloutEvent.MigrationStarted;
import io.initmigrator.event.RolloutEvent.MigrationSucceeded;
import io.initmigrator.event.RolloutEvent.ScriptBlocked;
import io.initmigrator.event.RolloutEvent.ScriptRunning;
import io.initmigrator.event.RolloutEvent.ScriptStarted;
import io.initmigrator.event.RolloutEvent.WaitingForFence;
import io.initmigrator.event.RolloutEvent.WaitingForLeader;
import io.initmigrator.fence.FenceHolder;
import io.initmigrator.schema.MigrationFailure;
import io.initmigrator.schema.Problem;
import io.initmigrator.schema.ScriptProgress;
import io.initmigrator.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Records the spans of this process: its wait for a leader, its migration, and a child of the migration for each script.
 * Thread-safe, because events come from several threads.
 */
final class RolloutTrace {

    static final String ATTEMPTS = "init_migrator.script.attempts";
    static final String LOCK_TIMEOUTS = "init_migrator.script.lock_timeouts";

    /** Further scripts are counted only. */
    private static final int MAX_SCRIPTS = 1_000;

    private final RolloutSource source;
    private final TraceIds ids;
    private final Time time;
    private final Instant origin;
    private final Duration originElapsed;
    private final List<Span> spans = new ArrayList<>();
    private @Nullable Span wait;
    private @Nullable Span migration;
    private @Nullable Span script;
    private int scripts;

    RolloutTrace(RolloutSource source, Time time) {
        this.source = source;
        this.time = time;
        this.origin = time.wallClock();
        this.ids = TraceIds.of(source, source.identity(), source.deferred() ? origin.toString() : "");
        this.originElapsed = time.elapsed();
    }

    String traceId() {
        return ids.trace();
    }

    /** Records the event; true if it ends the migration. */
    synchronized boolean record(RolloutEvent event) {
        switch (event) {
            case WaitingForLeader(String holder, var activity, Duration waited) -> waiting(holder, waited);
            case WaitingForFence(FenceHolder holder, Duration waited) -> waitingForFence(holder, waited);
            case Elected elected -> endWait();
            case MigrationStarted(int pending) -> migrationStarted(pending);
            case ScriptStarted(ScriptProgress progress) -> scriptStarted(progress);
            case ScriptRunning running -> blocked(running);
            case ScriptBlocked blocked -> lockTimeout(blocked);
            case MigrationSucceeded(int applied, String version, Duration took) -> succeeded(applied, version);
            case MigrationFailed(MigrationFailure failure) -> fail(failure.sentence());
            case MigrationRefused(Problem problem) -> fail(problem.reason());
            case LeadershipLost(String reason, String consequence) -> fail("leadership lost: " + reason);
            default -> {
                // Adds nothing to a trace.
            }
        }
        return migration != null && migration.isEnded();
    }

    /** Ends what is still open, and returns all spans; empty if there was neither a wait nor a migration. */
    synchronized List<Span> finish() {
        endWait();
        fail("ended without a result");
        return List.copyOf(spans);
    }

    private void waiting(String holder, Duration waited) {
        if (wait == null) {
            wait = new Span(ids.span("wait"), null, "wait for migration", now().minus(waited));
            describe(wait);
            spans.add(wait);
        }
        if (!source.deferred()) {
            wait.links.add(TraceIds.of(source, holder, ""));
        }
        wait.attributes.put("init_migrator.leader", holder);
    }

    /** The session of another process of init-migrator is named by its identity. */
    private void waitingForFence(FenceHolder holder, Duration waited) {
        if (holder.isOurs() && migration == null) {
            String session = holder.applicationName().substring(Identity.APPLICATION_PREFIX.length());
            waiting(session.split(" ", 2)[0], waited);
        }
    }

    private void endWait() {
        if (wait != null) {
            wait.end(now());
        }
    }

    private void migrationStarted(int pending) {
        endWait();
        migration = new Span(ids.migration(), null, "migrate", now());
        describe(migration);
        migration.attributes.put("init_migrator.scripts.pending", pending);
        spans.add(migration);
    }

    private void describe(Span span) {
        span.attributes.put("db.system.name", "postgresql");
        span.attributes.put("init_migrator.database", source.database());
        span.attributes.put("init_migrator.namespace", source.namespace());
        span.attributes.put("init_migrator.lease", source.lease());
        span.attributes.put("init_migrator.bundle", source.bundle());
        span.attributes.put("init_migrator.run", source.deferred() ? "deferred" : "rollout");
    }

    /** A retry of the same script is another attempt within its span. */
    private void scriptStarted(ScriptProgress progress) {
        if (script != null && !script.isEnded() && script.name.equals(progress.script())) {
            script.increment(ATTEMPTS);
            return;
        }
        endScript();
        scripts++;
        if (migration == null || scripts > MAX_SCRIPTS) {
            return;
        }
        script = new Span(ids.span("script " + scripts), migration, progress.script(), now());
        script.attributes.put("db.system.name", "postgresql");
        script.attributes.put("init_migrator.script.number", progress.number());
        script.attributes.put("init_migrator.script.total", progress.total());
        script.attributes.put(ATTEMPTS, 1);
        script.attributes.put(LOCK_TIMEOUTS, 0);
        spans.add(script);
    }

    private void endScript() {
        if (script != null) {
            script.end(now());
        }
    }

    private void blocked(ScriptRunning running) {
        String blockers = running.activity().blockedBy();
        if (script != null && !blockers.isEmpty()) {
            addEvent(script, "blocked", Map.of("init_migrator.blocked_by", blockers));
        }
    }

    private void lockTimeout(ScriptBlocked blocked) {
        if (script != null) {
            script.increment(LOCK_TIMEOUTS);
            Map<String, Object> attributes = new LinkedHashMap<>();
            attributes.put(
                    "db.response.status_code",
                    Objects.toString(blocked.failure().sqlState(), ""));
            attributes.put("init_migrator.blocked_by", blocked.blockers());
            attributes.put("init_migrator.pause_ms", (int) blocked.pause().toMillis());
            addEvent(script, "lock timeout", attributes);
        }
    }

    private void addEvent(Span span, String name, Map<String, Object> attributes) {
        span.add(new Span.Event(now(), name, attributes));
    }

    private void succeeded(int applied, String version) {
        endScript();
        if (migration != null) {
            migration.attributes.put("init_migrator.scripts.applied", applied);
            migration.attributes.put("init_migrator.schema_version", version);
            migration.end(now());
        }
    }

    private void fail(String message) {
        if (script != null) {
            script.fail(now(), message);
        }
        if (migration != null) {
            migration.fail(now(), message);
        }
    }

    /** The wall clock at the start, advanced by the monotonic clock: a span never ends before it starts. */
    private Instant now() {
        return origin.plus(time.elapsed().minus(originElapsed));
    }
}
