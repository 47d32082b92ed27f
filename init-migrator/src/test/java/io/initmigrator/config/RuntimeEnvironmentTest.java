package io.initmigrator.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.initmigrator.rollout.ClusterAdvice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuntimeEnvironmentTest {

    private static final Map<String, String> IN_CLUSTER = Map.of("KUBERNETES_SERVICE_HOST", "10.0.0.1");

    @TempDir
    private Path directory;

    private Path serviceAccount = Path.of("");

    @BeforeEach
    void createDirectory() throws IOException {
        serviceAccount = Files.createDirectory(directory.resolve("serviceaccount"));
    }

    @Test
    void leaseElectsInsideACluster() throws IOException {
        Files.writeString(serviceAccount.resolve("token"), "t");

        assertThat(of(IN_CLUSTER).isCluster()).isTrue();
        assertThat(of(Map.of()).isCluster()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../other", "Shop", "-shop", "shop-", "shop.web", "a b"})
    void namespaceIsChecked(String namespace) {
        assertThatThrownBy(() -> SettingsReader.fromMap(
                        Map.of("FLYWAY_URL", "jdbc:postgresql://db/orders", "POD_NAMESPACE", namespace), "n"))
                .hasMessageContaining("POD_NAMESPACE is not a namespace; write a Kubernetes namespace: at most 63");
        assertThat(RuntimeEnvironment.isNamespace("shop-2")).isTrue();
        assertThat(RuntimeEnvironment.isNamespace("s".repeat(64))).isFalse();
    }

    @Test
    void databaseElectsWhereThereIsNoServiceAccount() {
        assertThat(of(IN_CLUSTER).isCluster()).isFalse();
    }

    @Test
    void namespaceIsTheServiceAccounts() throws IOException {
        Files.writeString(serviceAccount.resolve("namespace"), "web\n");

        assertThat(of(Map.of()).podNamespace()).contains("web");
        assertThat(of(Map.of("POD_NAMESPACE", "other")).podNamespace()).contains("other");
    }

    @Test
    void podIsNamedByTheFirstThatIsThere() throws IOException {
        Files.writeString(directory.resolve("hostname"), "kernel\n");

        assertThat(of(Map.of("POD_NAME", "pod", "HOSTNAME", "host")).podName()).isEqualTo("pod");
        assertThat(of(Map.of("HOSTNAME", "host")).podName()).isEqualTo("host");
        assertThat(of(Map.of()).podName()).isEqualTo("kernel");
    }

    @Test
    void rolloutIsTheHashInTheNameOfADeploymentsPod() {
        assertThat(hashOf("orders-7d4f9c8b6d-x2p4q")).isEqualTo("7d4f9c8b6d");
        assertThat(hashOf("my-orders-api-5c6b7d8f9-abcde")).isEqualTo("5c6b7d8f9");
    }

    /** Covers pods of a StatefulSet, DaemonSet, Job and CronJob, and names that no controller generated. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "pod",
                "web-0",
                "agent-x2p4q",
                "orders-migrate2-x2p4q",
                "nightly-29384756-x2p4q",
                "7d4f9c8b6d-x2p4q",
                "orders-7d4f9c8b6d-x2p4",
                "orders-7d4f-x2p4q",
                "orders-7d4f9c8b6d7d4f-x2p4q"
            })
    void otherNamesTellNoRollout(String name) {
        assertThat(hashOf(name)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "orders-7d4f9c8b6d-x2p4q, '', deployment/orders",
        "orders-0, '', ''",
        "init-migrator-status-x2p4q, statefulset/orders, statefulset/orders"
    })
    void commandsAreAdvisedForTheWorkloadOfThePod(String pod, String given, String workload) {
        assertThat(of(Map.of("KUBERNETES_SERVICE_HOST", "10.0.0.1", "POD_NAME", pod, "POD_WORKLOAD", given))
                        .advice())
                .isEqualTo(new ClusterAdvice(true, workload));
        assertThat(of(Map.of("POD_NAME", pod)).advice()).isEqualTo(ClusterAdvice.NONE);
    }

    private String hashOf(String podName) {
        return of(Map.of("POD_NAME", podName)).podTemplateHash();
    }

    private RuntimeEnvironment of(Map<String, String> environment) {
        return new RuntimeEnvironment(environment, serviceAccount, directory.resolve("hostname"));
    }
}
