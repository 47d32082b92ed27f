package io.initmigrator.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.initmigrator.election.LeaseRecord;
import io.initmigrator.election.LeaseWatch;
import io.initmigrator.election.LeaseWrite;
import io.initmigrator.election.LeaseWrite.Conflict;
import io.initmigrator.election.LeaseWrite.Written;
import io.initmigrator.election.Leases;
import io.initmigrator.kubernetes.ApiClient.Answer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The Lease on the Kubernetes API, by optimistic concurrency: a merge patch that carries the version it was made for.
 *
 * <p>A patch rather than an update, because it leaves alone what this version doesn't know, and because the API server would
 * create a deleted Lease anew on a {@code PUT}. Safe to use from several threads.
 */
public final class KubernetesLeases implements Leases, AutoCloseable {

    private final KubernetesSettings settings;
    private final Supplier<Config> configuration;
    private @Nullable LeaseApi opened;

    /** Connects at the first call to the cluster of {@code KUBECONFIG}, or to the one that this pod runs in. */
    public KubernetesLeases(KubernetesSettings settings) {
        this(settings, ApiConfig::fromEnvironment);
    }

    KubernetesLeases(KubernetesSettings settings, Supplier<Config> configuration) {
        this.settings = settings;
        this.configuration = configuration;
    }

    @Override
    public Optional<LeaseRecord> get(Duration limit) throws InterruptedException {
        var api = api();
        Answer answer = api.get(limit);
        if (answer.code() == 404) {
            return Optional.empty();
        }
        return Optional.of(api.leaseIn("get", answer));
    }

    @Override
    public LeaseWrite create(LeaseRecord desired, Duration limit) throws InterruptedException {
        var api = api();
        Answer answer = api.create(desired, limit);
        if (answer.code() == 409) {
            return new Conflict();
        }
        return new Written(api.leaseIn("create", answer));
    }

    @Override
    public LeaseWrite update(LeaseRecord desired, Duration limit) throws InterruptedException {
        if (desired.resourceVersion().isEmpty()) {
            throw new IllegalArgumentException("an update needs the version of the Lease that it was made for");
        }
        var api = api();
        Answer answer = api.patch(desired, limit);
        if (answer.code() == 422) {
            answer = api.patchWithRoom(desired, answer, limit);
        }
        if (answer.code() == 409 || answer.code() == 404) {
            return new Conflict();
        }
        return new Written(api.leaseIn("patch", answer));
    }

    @Override
    public LeaseWatch watch(String resourceVersion) {
        return api().watch(resourceVersion);
    }

    /** Cuts every connection, also of watches and attempts under way. */
    @Override
    public synchronized void close() {
        if (opened != null) {
            opened.close();
        }
    }

    private synchronized LeaseApi api() {
        if (opened == null) {
            opened = LeaseApi.open(settings, configuration.get());
        }
        return opened;
    }
}
