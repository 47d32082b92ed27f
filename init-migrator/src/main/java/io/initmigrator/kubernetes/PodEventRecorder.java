package io.initmigrator.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.initmigrator.core.UnreachableException;
import io.initmigrator.election.ApiUnavailableException;
import io.initmigrator.event.RolloutEvent;
import io.initmigrator.event.RolloutListener;
import io.initmigrator.kubernetes.ApiClient.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records rollout events as Kubernetes Events about the pod.
 *
 * <p>Sends each Event once (those about a wait at each change, within limits), asynchronously, and never fails the process: an
 * Event that the API server rejects or does not acknowledge is dropped, and after a rejection no more are sent. No connection or
 * thread exists before the first Event.
 */
public class PodEventRecorder implements RolloutListener, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PodEventRecorder.class);

    /** Longest delay of the process end for pending Events. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    /** Maximum number of Events, besides those about a wait. */
    private static final int MAX_EVENTS = 20;

    private static final QueuedEvent THE_END = new QueuedEvent(Optional.empty(), Instant.EPOCH);

    private final KubernetesSettings settings;
    private final UnaryOperator<String> mask;
    private final Duration closeTimeout;
    private final Set<String> queued = new HashSet<>();
    private @Nullable WaitingEventLimit waitingLimit;
    private final BlockingQueue<QueuedEvent> queue = new LinkedBlockingQueue<>();
    private @Nullable Thread worker;

    /** An Event and its time; empty to end the queue. */
    private record QueuedEvent(Optional<PodEvent> event, Instant at) {}

    /** @param mask masks the secrets in a message */
    public PodEventRecorder(KubernetesSettings settings, UnaryOperator<String> mask) {
        this(settings, mask, CLOSE_TIMEOUT);
    }

    PodEventRecorder(KubernetesSettings settings, UnaryOperator<String> mask, Duration lastWord) {
        this.settings = settings;
        this.mask = mask;
        this.closeTimeout = lastWord;
    }

    /** Overridden by tests. Not an argument of the constructor: hot path, see docs/startup.md. */
    Config configuration() {
        return ApiConfig.fromEnvironment();
    }

    @Override
    public void onEvent(RolloutEvent event) {
        // The only event of nearly every start: hot path, see docs/startup.md.
        if (!(event instanceof RolloutEvent.SchemaCurrent)
                && settings.events()
                && settings.podNamespace().isPresent()) {
            PodEventMapper.of(event).filter(podEvent -> admit(event, podEvent)).ifPresent(this::enqueue);
        }
    }

    /** Waits briefly until pending Events are sent. */
    @Override
    public void close() {
        Thread last = finished();
        if (last == null) {
            return;
        }
        try {
            if (!last.join(closeTimeout)) {
                LOG.debug("Kubernetes Events not sent: API server too slow");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns whether the Event is to be sent, and remembers it. */
    private synchronized boolean admit(RolloutEvent event, PodEvent podEvent) {
        if (event instanceof RolloutEvent.WaitingForLeader waiting) {
            WaitingEventLimit limit = waitingLimit == null ? new WaitingEventLimit() : waitingLimit;
            waitingLimit = limit;
            return limit.admit(waiting);
        }
        return queued.size() < MAX_EVENTS && queued.add(podEvent.identity());
    }

    private synchronized void enqueue(PodEvent event) {
        if (worker == null) {
            worker = Thread.ofPlatform().daemon().name("kubernetes-events").start(this::work);
        }
        queue.add(new QueuedEvent(Optional.of(event), Instant.now()));
    }

    private synchronized @Nullable Thread finished() {
        queue.add(THE_END);
        return worker;
    }

    private void work() {
        try (ApiClient client = ApiClient.open(configuration())) {
            EventApi events = new EventApi(client, settings);
            QueuedEvent next = queue.take();
            while (next.event().isPresent()) {
                publish(events, next.event().get(), next.at());
                next = queue.take();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (UnreachableException | ApiUnavailableException e) {
            LOG.atDebug().addKeyValue("reason", e.getMessage()).log("Cannot send Kubernetes Events");
        }
    }

    /** @throws UnreachableException if further attempts would fail too */
    private void publish(EventApi events, PodEvent event, Instant at) throws InterruptedException {
        try {
            Answer answer = events.publish(event.masked(mask), at);
            if (answer.code() == 401 || answer.code() == 403 || answer.code() == 404) {
                throw new UnreachableException(ApiErrors.messageOf(answer.body()));
            }
        } catch (ApiUnavailableException e) {
            LOG.atDebug().addKeyValue("reason", e.getMessage()).log("Kubernetes Event not sent");
        }
    }
}
