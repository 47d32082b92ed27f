package io.initmigrator.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SurroundingsTest {

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

    private Surroundings of(Map<String, String> environment) {
        return new Surroundings(environment, serviceAccount, directory.resolve("hostname"));
    }
}
