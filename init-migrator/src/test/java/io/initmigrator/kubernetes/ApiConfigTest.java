package io.initmigrator.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fabric8.kubernetes.client.Config;
import io.initmigrator.coordination.UnreachableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a kubeconfig that leads nowhere. */
@DisabledIfEnvironmentVariable(named = "KUBERNETES_SERVICE_HOST", matches = ".+", disabledReason = "a pod has an API")
class ApiConfigTest {

    @TempDir
    Path directory;

    private Path kubeconfig;

    @BeforeEach
    void nameOne() {
        kubeconfig = directory.resolve("kubeconfig");
        System.setProperty(Config.KUBERNETES_KUBECONFIG_FILE, kubeconfig.toString());
    }

    @AfterEach
    void nameNone() {
        System.clearProperty(Config.KUBERNETES_KUBECONFIG_FILE);
    }

    @Test
    void missingFileIsNamed() {
        assertThat(refusal()).contains("there is no readable kubeconfig (" + kubeconfig + ")", "set KUBECONFIG");
    }

    @Test
    void contextWithoutClusterIsTold() throws Exception {
        write("apiVersion: v1\nkind: Config\ncurrent-context: gone\ncontexts: []\nclusters: []\nusers: []\n");

        assertThat(refusal()).contains("kubeconfig " + kubeconfig + " has no cluster for its current context");
    }

    @Test
    void whatIsNoYamlIsToldByItsPlaceAndNotQuoted() throws Exception {
        write("apiVersion: v1\nusers: [{name: u, user: {token: s3cret\n");

        assertThat(refusal())
                .contains("kubeconfig " + kubeconfig, "line 2, column 25")
                .doesNotContain("s3cret");
    }

    @Test
    void certificateAuthorityThatIsNowhereIsNamed() throws Exception {
        write("https://127.0.0.1:1", "certificate-authority: /nowhere/ca.crt");

        assertThat(refusal()).contains("kubeconfig " + kubeconfig, "NoSuchFileException: /nowhere/ca.crt");
    }

    @Test
    void serverThatIsNoAddressIsQuoted() throws Exception {
        write("https://[nowhere", "insecure-skip-tls-verify: true");

        assertThat(refusal()).contains("kubeconfig " + kubeconfig, "https://[nowhere");
    }

    private static String refusal() {
        var refusal = catchThrowableOfType(
                UnreachableException.class,
                () -> ApiClient.open(ApiConfig.fromEnvironment()).close());
        return String.valueOf(refusal.getMessage());
    }

    private void write(String server, String tls) throws IOException {
        write("""
                apiVersion: v1
                kind: Config
                current-context: c
                contexts: [{name: c, context: {cluster: k, user: u, namespace: shop}}]
                clusters: [{name: k, cluster: {server: "%s", %s}}]
                users: [{name: u, user: {}}]
                """.formatted(server, tls));
    }

    private void write(String text) throws IOException {
        Files.writeString(kubeconfig, text);
    }
}
