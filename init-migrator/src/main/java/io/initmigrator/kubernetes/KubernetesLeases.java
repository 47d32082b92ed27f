package io.initmigrator.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.initmigrator.election.LeaseRecord;
import io.initmigrator.election.LeaseWatch;
import io.initmigrator.election.LeaseWrite;
import io.initmigrator.election.LeaseWrite.Conflict;
import io.initmigrator.election.LeaseWrite.Written;
import io.initmigrator.election.Leases;
import io.initmigrator.kubernetes.ApiClient.Answer;
import io.initmigrator.time.SystemTime;
import io.initmigrator.time.Time;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The Lease on the Kubernetes API, with optimistic concurrency: a merge patch carries the resource version it is based on.
 *
 * <p>A patch rather than an update, because it keeps unknown fields, and because the API server would recreate a deleted Lease on
 * a {@code PUT}. Thread-safe.
 */
public final class KubernetesLeases implements Leases, AutoCloseable {

    private final KubernetesSettings settings;
    private final Supplier<Config> configuration;
    private final Time time;
    private @Nullable LeaseApi opened;

    /** Connects on the first call, to the cluster of {@code KUBECONFIG} or else of this pod. */
    public KubernetesLeases(KubernetesSettings settings) {
        this(settings, ApiConfig::fromEnvironment);
    }

    KubernetesLeases(KubernetesSettings settings, Supplier<Config> configuration) {
        this(settings, configuration, new SystemTime());
    }

    KubernetesLeases(KubernetesSettings settings, Supplier<Config> configuration, Time time) {
        this.settings = settings;
        this.configuration = configuration;
        this.time = time;
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

    /** Closes all connections, including those of watches and running requests. */
    @Override
    public synchronized void close() {
        if (opened != null) {
            opened.close();
        }
    }

    private synchronized LeaseApi api() {
        if (opened == null) {
            opened = LeaseApi.open(settings, configuration.get(), time);
        }
        return opened;
    }
}
