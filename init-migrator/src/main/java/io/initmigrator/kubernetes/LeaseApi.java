package io.initmigrator.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.Config;
import io.initmigrator.coordination.LeaseRecord;
import io.initmigrator.coordination.LeaseWatch;
import io.initmigrator.coordination.UnreachableException;
import io.initmigrator.kubernetes.ApiClient.Answer;
import java.time.Duration;

/** The requests that concern the one Lease. */
final class LeaseApi implements AutoCloseable {

    private final ApiClient client;
    private final LeaseAddress lease;

    private LeaseApi(ApiClient client, LeaseAddress lease) {
        this.client = client;
        this.lease = lease;
    }

    static LeaseApi open(KubernetesSettings settings, Config config) {
        String namespace = settings.namespace().orElse(config.getNamespace());
        if (namespace == null || namespace.isEmpty()) {
            throw new UnreachableException("the namespace of Lease \"" + settings.leaseName()
                    + "\" is not known: neither the settings nor the kubeconfig's context nor a service account name one;"
                    + " set MIGRATOR_LEASE_NAMESPACE");
        }
        return new LeaseApi(ApiClient.open(config), new LeaseAddress(namespace, settings.leaseName()));
    }

    Answer get(Duration limit) throws InterruptedException {
        return client.get(lease.path(), limit);
    }

    Answer create(LeaseRecord desired, Duration limit) throws InterruptedException {
        return client.post(lease.collectionPath(), LeaseJson.creation(lease.name(), desired), limit);
    }

    Answer patch(LeaseRecord desired, Duration limit) throws InterruptedException {
        return client.mergePatch(lease.path(), LeaseJson.mergePatch(desired), limit);
    }

    LeaseWatch watch(String resourceVersion) {
        return StreamedWatch.open(client, lease, resourceVersion);
    }

    LeaseRecord leaseIn(String verb, Answer answer) {
        if (!answer.isSuccess()) {
            throw ApiErrors.refused(verb, lease, answer);
        }
        JsonNode json = Json.parse(answer.body());
        LeaseRecord record = LeaseJson.read(json);
        if (!json.path("kind").asText().equals("Lease")
                || record.resourceVersion().isEmpty()) {
            throw ApiErrors.notALease(verb, lease, answer);
        }
        return record;
    }

    @Override
    public void close() {
        client.close();
    }
}
