package io.initmigrator.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.initmigrator.election.LeaseAnnotations;
import io.initmigrator.election.LeaseAnnotations.Phase;
import io.initmigrator.election.LeaseEvent.Changed;
import io.initmigrator.election.LeaseRecord;
import io.initmigrator.election.LeaseWatch;
import io.initmigrator.election.LeaseWrite;
import io.initmigrator.election.LeaseWrite.Written;
import io.initmigrator.election.Leases;
import io.initmigrator.election.LeasesContract;
import io.initmigrator.election.Predecessors;
import io.initmigrator.schema.MigrationFailure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Adds to the contract what only an API server can show: foreign fields, manual edits, and concurrent writers. */
abstract class KubernetesLeasesContract extends LeasesContract {

    static final String NAME = "init-migrator-contract";

    private KubernetesLeases leases;

    /** Opens a Lease of this name in the cluster under test. */
    abstract KubernetesLeases open(String name);

    /** Sends a request on {@code path} below the namespace's Leases as an administrator, and returns the body of the answer. */
    abstract String asAdministrator(String method, String path, String body);

    @BeforeEach
    void open() {
        leases = open(NAME);
    }

    @AfterEach
    void close() {
        leases.close();
    }

    @Override
    protected Leases leases() {
        return leases;
    }

    @Override
    protected void deleteLease() {
        asAdministrator("DELETE", "/" + NAME, "");
    }

    @Override
    protected void createLeaseWithoutSpec() {
        createWith("", NAME);
    }

    @Test
    void leaseWithEmptySpecIsRead() throws InterruptedException {
        createWith(", \"spec\": {}", NAME);

        assertThat(leases.get(LIMIT)).get().matches(lease -> !lease.isHeld());
    }

    @Test
    void whatIsNotOursSurvivesAnUpdate() throws InterruptedException {
        var before = created(heldBy("a"));
        asAdministrator("PATCH", "/" + NAME, """
                {"metadata": {"resourceVersion": "%s",
                  "labels": {"team": "orders"}, "annotations": {"example.com/note": "keep me"},
                  "ownerReferences": [{"apiVersion": "example.com/v1", "kind": "Rollout", "name": "o", "uid": "u-1"}]}}
                """.formatted(before.resourceVersion()));

        updated(withVersion(heldBy("b"), leases.get(LIMIT).orElseThrow().resourceVersion()));

        JsonNode metadata = Json.parse(asAdministrator("GET", "/" + NAME, "")).path("metadata");
        assertThat(metadata.path("labels").path("team").asText()).isEqualTo("orders");
        assertThat(metadata.path("annotations").path("example.com/note").asText())
                .isEqualTo("keep me");
        assertThat(metadata.path("ownerReferences").path(0).path("name").asText())
                .isEqualTo("o");
    }

    @Test
    void specIsFilledAsClientGoFillsIt() throws InterruptedException {
        created(heldBy("a"));

        JsonNode spec = Json.parse(asAdministrator("GET", "/" + NAME, "")).path("spec");
        assertThat(spec).isEqualTo(Json.parse("""
                        {"holderIdentity": "a", "leaseDurationSeconds": 15, "leaseTransitions": 4,
                         "acquireTime": "2026-11-20T23:00:00.123456Z", "renewTime": "2026-11-20T23:00:00.123457Z"}
                        """));
    }

    @Test
    void createdLeaseCarriesNoEmptyAnnotation() throws InterruptedException {
        created(heldBy("a"));

        JsonNode lease = Json.parse(asAdministrator("GET", "/" + NAME, ""));
        assertThat(lease.path("metadata").path("annotations").has("init-migrator.io/failure"))
                .isFalse();
    }

    @Test
    void ofTenContendersAtTheSameTimeExactlyOneWrites() throws Exception {
        String version = created(heldBy("")).resourceVersion();
        List<Callable<LeaseWrite>> contenders = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            LeaseRecord desired = withVersion(heldBy("pod-" + i), version);
            contenders.add(() -> leases.update(desired, LIMIT));
        }

        try (var threads = Executors.newCachedThreadPool()) {
            assertThat(threads.invokeAll(contenders))
                    .extracting(Future::resultNow)
                    .filteredOn(Written.class::isInstance)
                    .hasSize(1);
        }
    }

    @Test
    void watchTellsNothingOfOtherLeases() throws InterruptedException {
        var before = created(heldBy("a"));
        try (LeaseWatch watch = leases.watch(before.resourceVersion())) {
            createWith("", NAME + "-other");
            var after = updated(withVersion(heldBy("b"), before.resourceVersion()));

            assertThat(watch.await(LIMIT)).isEqualTo(new Changed(after));
        } finally {
            asAdministrator("DELETE", "/" + NAME + "-other", "");
        }
    }

    @Test
    void messageTooLongForAnAnnotationIsShortened() throws InterruptedException {
        var failure = new MigrationFailure("1", "V1__x.sql", 1, "42601", "ä".repeat(400_000), 1, Instant.EPOCH);
        var annotations = new LeaseAnnotations(Phase.FAILED, "sha256:ab", null, null, failure, Predecessors.NONE);

        assertThat(updated(withNote(created(heldBy("a")), annotations))
                        .annotations()
                        .failure())
                .isNotNull()
                .extracting(MigrationFailure::message, InstanceOfAssertFactories.STRING)
                .endsWith("ä…")
                .hasSizeLessThan(10_000);
    }

    private void createWith(String rest, String name) {
        asAdministrator("POST", "", """
                {"apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "metadata": {"name": "%s"}%s}
                """.formatted(name, rest));
    }
}
