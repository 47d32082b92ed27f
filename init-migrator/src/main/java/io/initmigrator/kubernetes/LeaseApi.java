package io.initmigrator.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.Config;
import io.initmigrator.core.UnreachableException;
import io.initmigrator.election.LeaseRecord;
import io.initmigrator.election.LeaseWatch;
import io.initmigrator.kubernetes.ApiClient.Answer;
import io.initmigrator.time.Time;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Requests for the Lease. */
final class LeaseApi implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LeaseApi.class);

    private final ApiClient client;
    private final LeaseAddress lease;
    private final AccessHistory access;
    private volatile List<String> invalid = List.of();

    private LeaseApi(ApiClient client, LeaseAddress lease, AccessHistory access) {
        this.client = client;
        this.lease = lease;
        this.access = access;
    }

    static LeaseApi open(KubernetesSettings settings, Config config, Time time) {
        String namespace = settings.namespace().orElse(config.getNamespace());
        if (namespace == null || namespace.isEmpty()) {
            throw new UnreachableException("the namespace of Lease \"" + settings.leaseName()
                    + "\" is unknown: neither the settings nor the kubeconfig's context nor a service account name one;"
                    + " set MIGRATOR_LEASE_NAMESPACE");
        }
        return new LeaseApi(
                ApiClient.open(config), new LeaseAddress(namespace, settings.leaseName()), new AccessHistory(time));
    }

    Answer get(Duration limit) throws InterruptedException {
        return recorded("get", client.get(lease.path(), limit));
    }

    Answer create(LeaseRecord desired, Duration limit) throws InterruptedException {
        return recorded(
                "create", client.post(lease.collectionPath(), LeaseJson.creation(lease.name(), desired), limit));
    }

    Answer patch(LeaseRecord desired, Duration limit) throws InterruptedException {
        return recorded("patch", client.mergePatch(lease.path(), LeaseJson.mergePatch(desired), limit));
    }

    /** Removes foreign annotations from the Lease and retries if they leave no room; otherwise returns {@code refusal}. */
    Answer patchWithRoom(LeaseRecord desired, Answer refusal, Duration limit) throws InterruptedException {
        Answer now = get(limit);
        List<String> inTheWay = LeaseAnnotationsMapper.inTheWay(
                Json.parse(now.body()).path("metadata").path("annotations"));
        if (inTheWay.isEmpty()) {
            return refusal;
        }
        LOG.atWarn()
                .addKeyValue("lease", lease)
                .addKeyValue("annotations", inTheWay)
                .log("Oversized annotations removed");
        return client.mergePatch(lease.path(), LeaseJson.mergePatch(desired, inTheWay), limit);
    }

    LeaseWatch watch(String resourceVersion) {
        return StreamedWatch.open(client, lease, resourceVersion);
    }

    LeaseRecord leaseIn(String verb, Answer answer) {
        if (!answer.isSuccess()) {
            throw access.mayPass(verb, answer.code())
                    ? ApiErrors.deniedForNow(verb, lease, answer)
                    : ApiErrors.refused(verb, lease, answer);
        }
        JsonNode json = Json.parse(answer.body());
        LeaseRecord record = LeaseJson.read(json);
        if (!json.path("kind").asText().equals("Lease")
                || record.resourceVersion().isEmpty()) {
            throw ApiErrors.notALease(verb, lease, answer);
        }
        warnOfInvalidFields(LeaseJson.invalidFields(json));
        return record;
    }

    private Answer recorded(String verb, Answer answer) {
        access.record(verb, answer.code());
        return answer;
    }

    /** Logs once for each set of fields. */
    private void warnOfInvalidFields(List<String> fields) {
        if (!fields.isEmpty() && !fields.equals(invalid)) {
            LOG.atWarn()
                    .addKeyValue("lease", lease)
                    .addKeyValue("fields", fields)
                    .log("Invalid Lease fields ignored");
        }
        invalid = fields;
    }

    @Override
    public void close() {
        client.close();
    }
}
