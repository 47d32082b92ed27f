package io.initmigrator.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.initmigrator.coordination.ApiUnavailableException;
import io.initmigrator.coordination.Notice;
import io.initmigrator.coordination.UnreachableException;
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
public class PodEvents implements Consumer<Notice>, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PodEvents.class);

    /** So long is the end of the process held up by a story that is not yet told. */
    private static final Duration LAST_WORD = Duration.ofSeconds(2);

    /** A story that is longer than this is not told to the end. */
    private static final int MOST = 20;

    private static final Telling THE_END = new Telling(Optional.empty(), Instant.EPOCH);

    private final KubernetesSettings settings;
    private final UnaryOperator<String> mask;
    private final Duration lastWord;
    private final Set<String> told = new HashSet<>();
    private final BlockingQueue<Telling> queue = new LinkedBlockingQueue<>();
    private @Nullable Thread teller;

    /** An Event and when it happened; none for the end of the story. */
    private record Telling(Optional<PodEvent> event, Instant at) {}

    /** @param mask takes the secrets out of a message */
    public PodEvents(KubernetesSettings settings, UnaryOperator<String> mask) {
        this(settings, mask, LAST_WORD);
    }

    PodEvents(KubernetesSettings settings, UnaryOperator<String> mask, Duration lastWord) {
        this.settings = settings;
        this.mask = mask;
        this.lastWord = lastWord;
    }

    /** A test's to replace; no argument, because what makes one is loaded at each start. */
    Config configuration() {
        return ApiConfig.fromEnvironment();
    }

    @Override
    public void accept(Notice notice) {
        // Nearly every start has only this to say.
        if (!(notice instanceof Notice.SchemaCurrent)
                && settings.events()
                && settings.podNamespace().isPresent()) {
            PodStory.of(notice).ifPresent(this::tell);
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
            if (!last.join(lastWord)) {
                LOG.debug("Kubernetes Events were left untold, because the API server took too long");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void tell(PodEvent event) {
        if (told.size() >= MOST || !told.add(event.identity())) {
            return;
        }
        if (teller == null) {
            teller = Thread.ofPlatform().daemon().name("kubernetes-events").start(this::work);
        }
        queue.add(new Telling(Optional.of(event), Instant.now()));
    }

    private synchronized @Nullable Thread finished() {
        queue.add(THE_END);
        return teller;
    }

    private void work() {
        try (ApiClient client = ApiClient.open(configuration())) {
            EventApi events = new EventApi(client, settings);
            Telling next = queue.take();
            while (next.event().isPresent()) {
                tell(events, next.event().get(), next.at());
                next = queue.take();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (UnreachableException | ApiUnavailableException e) {
            LOG.atDebug().addKeyValue("reason", e.getMessage()).log("Kubernetes Events cannot be told");
        }
    }

    /** @throws UnreachableException where no further attempt would go better */
    private void tell(EventApi events, PodEvent event, Instant at) throws InterruptedException {
        try {
            Answer answer = events.tell(event.masked(mask), at);
            if (answer.code() == 401 || answer.code() == 403 || answer.code() == 404) {
                throw new UnreachableException(ApiErrors.messageOf(answer.body()));
            }
        } catch (ApiUnavailableException e) {
            LOG.atDebug().addKeyValue("reason", e.getMessage()).log("A Kubernetes Event was left untold");
        }
    }
}
