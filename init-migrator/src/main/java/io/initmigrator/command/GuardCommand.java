package io.initmigrator.command;

import io.initmigrator.command.ReadinessCheck.Readiness;
import io.initmigrator.core.Outcome;
import io.initmigrator.http.Metrics;
import io.initmigrator.http.Request;
import io.initmigrator.http.Response;
import io.initmigrator.time.Time;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The native sidecar, as its probes see it: starting until the schema holds the bundle, then ready as long as it does.
 *
 * <p>PostgreSQL is asked when a probe asks, no more often than a reading is good for, and nothing is held afterwards. Where it
 * does not answer, the last verdict stays: whether the database is there is for the application to say.
 */
public final class GuardCommand {

    private static final Logger LOG = LoggerFactory.getLogger(GuardCommand.class);

    /** The kubelet waits one second for a probe. */
    private static final Duration TIMEOUT = Duration.ofMillis(700);

    private final ReadinessCheck readiness;
    private final Metrics metrics;
    private final Time time;
    private volatile @Nullable CachedReadiness verdict;

    /** @param metrics that are served, and told what the schema is seen to be */
    public GuardCommand(ReadinessCheck readiness, Metrics metrics, Time time) {
        this.readiness = readiness;
        this.metrics = metrics;
        this.time = time;
    }

    /** The schema was found, or made, to hold the bundle: serves on until somebody ends this. */
    public void awaitShutdown(Outcome.Ready outcome) {
        started(outcome);
        LOG.info("Guarding");
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException stopped) {
            LOG.info("Stopped by SIGTERM or another signal");
        }
    }

    void started(Outcome.Ready outcome) {
        verdict = new CachedReadiness(
                new Readiness(outcome.version(), 0, ReadinessCheck.SHORT_VALIDITY), readiness, time, this::log);
    }

    /** What a probe, or who gathers metrics, is told. */
    public Response handle(Request request) {
        if (!request.isRead()) {
            return Response.readOnly();
        }
        return switch (request.path()) {
            case "/livez" -> Response.ok("alive");
            case "/startupz" -> verdict == null ? notStarted() : Response.ok("started");
            case "/readyz" -> readiness(verdict);
            case "/metrics" -> metrics.response(request.accept());
            default -> Response.notFound("/startupz, /readyz, /livez and /metrics are here");
        };
    }

    private static Response readiness(@Nullable CachedReadiness started) {
        if (started == null) {
            return notStarted();
        }
        Readiness now = started.get(TIMEOUT);
        return now.holdsBundle()
                ? Response.ok("the schema holds this bundle; it is at version " + now.version())
                : Response.unavailable(
                        "the schema lacks " + now.pending() + " migrations of this bundle; it is at version "
                                + now.version() + ", restored perhaps: restart the pods, and they migrate it");
    }

    private static Response notStarted() {
        return Response.unavailable("the schema does not hold this bundle yet");
    }

    private void log(Readiness seen) {
        metrics.seen(seen.holdsBundle(), seen.version(), seen.pending());
    }
}
