package io.initmigrator.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.initmigrator.core.UnreachableException;
import io.initmigrator.election.LeaseAnnotations;
import io.initmigrator.election.LeaseEvent.Ended;
import io.initmigrator.election.LeaseRecord;
import io.initmigrator.election.LeaseWatch;
import io.initmigrator.kubernetes.ApiClient.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Tests the errors of a real API server, which scripted answers only imitate. Runs in the namespace of {@code KUBECONFIG}; its user must be
 * allowed to create a service account there, and a token for it.
 */
@EnabledIfSystemProperty(named = "cluster", matches = "kubeconfig")
class ClusterRefusalsTest {

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final String STRANGER = "init-migrator-stranger";
    private static final LeaseRecord SEEN =
            new LeaseRecord("7", "a", Duration.ofSeconds(15), null, null, 0, LeaseAnnotations.EMPTY);

    private final Config config = Config.autoConfigure(null);
    private final String accounts = "api/v1/namespaces/" + config.getNamespace() + "/serviceaccounts";
    private final ApiClient administrator = ApiClient.open(config);
    private final KubernetesSettings settings = new KubernetesSettings(
            "orders",
            Optional.of(config.getNamespace()),
            "orders-1",
            Optional.of(config.getNamespace()),
            Optional.of(UUID.randomUUID().toString()),
            true);

    /** Creates a service account without any rights in this namespace. */
    @BeforeEach
    void makeStranger() throws InterruptedException {
        Answer made = administrator.post(accounts, """
                {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "%s"}}
                """.formatted(STRANGER), LIMIT);
        assertThat(made.code()).as(made.body()).isIn(201, 409);
    }

    @AfterEach
    void close() {
        administrator.close();
    }

    @Test
    void deniedAccountIsReportedWithVerbResourceNamespaceUserAndRemedy() throws InterruptedException {
        Config stranger = stranger();
        try (KubernetesLeases leases = new KubernetesLeases(settings, () -> stranger)) {
            assertThatThrownBy(() -> leases.get(LIMIT))
                    .isInstanceOf(UnreachableException.class)
                    .hasMessageContaining("get leases.coordination.k8s.io \"orders\" in namespace \"%s\": HTTP 403: "
                            .formatted(config.getNamespace()))
                    .hasMessageContaining("system:serviceaccount:" + config.getNamespace() + ":" + STRANGER)
                    .hasMessageContaining("cannot get resource \"leases\" in API group \"coordination.k8s.io\"")
                    .hasMessageContaining(
                            "resourceNames [\"orders\"], verbs [\"get\", \"watch\"], and \"patch\" if it migrates");
            assertThatThrownBy(() -> leases.update(SEEN, LIMIT))
                    .isInstanceOf(UnreachableException.class)
                    .hasMessageContaining("cannot patch resource \"leases\"");
            assertThatThrownBy(() -> leases.create(SEEN, LIMIT))
                    .isInstanceOf(UnreachableException.class)
                    .hasMessageContaining("cannot create resource \"leases\"")
                    .hasMessageContaining("create the Lease beforehand");
            assertThat(endOf(leases, "1")).contains("HTTP 403", "cannot watch resource \"leases\"");
        }
    }

    @Test
    void accountWithoutRightsWritesNoEvent() throws InterruptedException {
        try (ApiClient client = ApiClient.open(stranger())) {
            PodEvent event = PodEvent.warning("SchemaAhead", "Start", "The schema is at version 9");

            Answer answer = new EventApi(client, settings).publish(event, Instant.now());

            assertThat(answer.code()).as(answer.body()).isEqualTo(403);
        }
    }

    @Test
    void tokenThatNobodySignedIsUnreachable() {
        Config nobody = withToken("nobody.signed.this");
        try (KubernetesLeases leases = new KubernetesLeases(settings, () -> nobody)) {
            assertThatThrownBy(() -> leases.get(LIMIT))
                    .isInstanceOf(UnreachableException.class)
                    .hasMessageContaining("HTTP 401: Unauthorized");
        }
    }

    private static String endOf(KubernetesLeases leases, String version) throws InterruptedException {
        try (LeaseWatch watch = leases.watch(version)) {
            return ((Ended) watch.await(LIMIT)).reason();
        }
    }

    private Config stranger() throws InterruptedException {
        Answer answer = administrator.post(accounts + "/" + STRANGER + "/token", """
                {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": {"expirationSeconds": 600}}
                """, LIMIT);
        assertThat(answer.code()).as(answer.body()).isEqualTo(201);
        return withToken(Json.parse(answer.body()).path("status").path("token").asText());
    }

    private Config withToken(String token) {
        return new ConfigBuilder(Config.empty())
                .withMasterUrl(config.getMasterUrl())
                .withNamespace(config.getNamespace())
                .withCaCertFile(config.getCaCertFile())
                .withCaCertData(config.getCaCertData())
                .withOauthToken(token)
                .build();
    }
}
