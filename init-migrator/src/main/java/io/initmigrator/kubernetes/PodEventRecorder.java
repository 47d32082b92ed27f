package io.initmigrator.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.initmigrator.core.UnreachableException;
import io.initmigrator.election.ApiUnavailableException;
import io.initmigrator.event.RolloutEvent;
import io.initmigrator.kubernetes.ApiClient.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the pod's story in Events, for {@code kubectl describe pod}.
 *
 * <p>Beside the work, each once, and never a reason to fail: what the API server refuses or does not answer is left untold, and
 * nothing more is tried after a refusal. Nothing is opened, and no thread started, before there is something to tell.
 */
public class PodEventRecorder implements Consumer<RolloutEvent>, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PodEventRecorder.class);

    /** So long is the end of the process held up by a story that is not yet told. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    /** A story that is longer than this is not told to the end. */
    private static final int MOST = 20;

    private static final QueuedEvent THE_END = new QueuedEvent(Optional.empty(), Instant.EPOCH);

    private final KubernetesSettings settings;
    private final UnaryOperator<String> mask;
    private final Duration closeTimeout;
    private final Set<String> told = new HashSet<>();
    private final BlockingQueue<QueuedEvent> queue = new LinkedBlockingQueue<>();
    private @Nullable Thread worker;

    /** An Event and when it happened; none for the end of the story. */
    private record QueuedEvent(Optional<PodEvent> event, Instant at) {}

    /** @param mask takes the secrets out of a message */
    public PodEventRecorder(KubernetesSettings settings, UnaryOperator<String> mask) {
        this(settings, mask, CLOSE_TIMEOUT);
    }

    PodEventRecorder(KubernetesSettings settings, UnaryOperator<String> mask, Duration lastWord) {
        this.settings = settings;
        this.mask = mask;
        this.closeTimeout = lastWord;
    }

    /** A test's to replace; no argument, because what makes one is loaded at each start. */
    Config configuration() {
        return ApiConfig.fromEnvironment();
    }

    @Override
    public void accept(RolloutEvent event) {
        // Nearly every start has only this to say.
        if (!(event instanceof RolloutEvent.SchemaCurrent)
                && settings.events()
                && settings.podNamespace().isPresent()) {
            PodEventMapper.of(event).ifPresent(this::publish);
        }
    }

    /** Waits a moment until what there is to tell has been told. */
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

    private synchronized void publish(PodEvent event) {
        if (told.size() >= MOST || !told.add(event.identity())) {
            return;
        }
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

    /** @throws UnreachableException where no further attempt would go better */
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
