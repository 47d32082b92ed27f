package io.initmigrator.command;

import io.initmigrator.command.ReadinessCheck.Readiness;
import io.initmigrator.core.Outcome;
import io.initmigrator.http.AcceptHeader;
import io.initmigrator.http.Metrics;
import io.initmigrator.http.Request;
import io.initmigrator.http.Response;
import io.initmigrator.time.Time;
import java.time.Duration;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Probes and metrics of the sidecar. It is started once the schema contains the bundle, and ready as long as it does.
 *
 * <p>A probe reads the schema if the last result has expired; no connection is kept. If the database is not reachable, the last
 * result stays: the application reports its database itself.
 */
public final class GuardEndpoints {

    /** The kubelet waits one second for a probe. */
    private static final Duration TIMEOUT = Duration.ofMillis(700);

    private final ReadinessCheck readiness;
    private final DriftMonitor drift;
    private final Metrics metrics;
    private final Time time;
    private volatile @Nullable CachedReadiness verdict;

    /** @param metrics that are served, and updated with each result */
    public GuardEndpoints(ReadinessCheck readiness, DriftMonitor drift, Metrics metrics, Time time) {
        this.readiness = readiness;
        this.drift = drift;
        this.metrics = metrics;
        this.time = time;
    }

    /** Lets startup and readiness probes succeed from now on. */
    void started(Outcome.Ready outcome) {
        verdict = new CachedReadiness(
                new Readiness(outcome.version(), 0, OptionalInt.empty(), ReadinessCheck.VALIDITY),
                readiness,
                time,
                this::log);
    }

    /** Answers a probe, or a scrape of the metrics. */
    Response handle(Request request) {
        if (!request.isRead()) {
            return Response.readOnly();
        }
        return switch (request.path()) {
            case "/livez" -> Response.ok("alive");
            case "/startupz" -> verdict == null ? notStarted() : Response.ok("started");
            case "/readyz" -> readiness(verdict);
            case "/metrics" -> metrics(request.accept());
            default -> Response.notFound("only /startupz, /readyz, /livez and /metrics exist");
        };
    }

    private static Response readiness(@Nullable CachedReadiness started) {
        if (started == null) {
            return notStarted();
        }
        Readiness now = started.get(TIMEOUT);
        return now.holdsBundle()
                ? Response.ok("the schema contains this bundle; it is at version " + now.version())
                : Response.unavailable(
                        "the schema lacks " + now.pending() + " migrations of this bundle; it is at version "
                                + now.version() + ", probably because it was restored; restart the pods to migrate it");
    }

    /** The comparison is made beside the scrape, and shown by a later one. */
    private Response metrics(AcceptHeader accept) {
        if (verdict != null) {
            drift.refresh();
        }
        return metrics.response(accept);
    }

    private static Response notStarted() {
        return Response.unavailable("the schema does not contain this bundle yet");
    }

    private void log(Readiness seen) {
        metrics.seen(seen.holdsBundle(), seen.version(), seen.pending(), seen.deferred());
    }
}
