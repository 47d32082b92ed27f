package io.initmigrator.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fabric8.kubernetes.client.Config;
import io.initmigrator.core.UnreachableException;
import io.initmigrator.election.ApiUnavailableException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** Tests how a kubeconfig is read, and the errors for one that is unusable. */
@DisabledIfEnvironmentVariable(named = "KUBERNETES_SERVICE_HOST", matches = ".+", disabledReason = "a pod has an API")
class ApiConfigTest {

    private static final String SERVER = "https://127.0.0.1:1";

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
    void contextWithoutClusterIsReported() throws Exception {
        write("apiVersion: v1\nkind: Config\ncurrent-context: gone\ncontexts: []\nclusters: []\nusers: []\n");

        assertThat(refusal()).contains("kubeconfig " + kubeconfig + " has no cluster for its current context");
    }

    @Test
    void invalidYamlIsReportedByItsPlaceAndNotQuoted() throws Exception {
        write("apiVersion: v1\nusers: [{name: u, user: {token: s3cret\n");

        assertThat(refusal())
                .contains("kubeconfig " + kubeconfig, "ParserException at line 2, column 25")
                .doesNotContain("s3cret");
    }

    @Test
    void causeThatQuotesTheFileIsNotKept() throws Exception {
        write("apiVersion: v1\nusers: [{name: u, user: {token: s3cret\n");

        assertThat(catchThrowableOfType(UnreachableException.class, ApiConfig::fromEnvironment))
                .hasNoCause();
    }

    @Test
    void loginInTheServersAddressIsNotShown() throws Exception {
        write("https://u:s3c ret@[nowhere", "insecure-skip-tls-verify: true", "token: t");

        assertThat(refusal()).contains("https://[nowhere").doesNotContain("s3c");
    }

    @Test
    void loginInTheServersAddressIsNotShownWhereNobodyAnswers() throws Exception {
        write("https://u:s3cret@127.0.0.1:1", "insecure-skip-tls-verify: true", "token: t");

        try (var client = ApiClient.open(ApiConfig.fromEnvironment())) {
            assertThat(catchThrowableOfType(
                            ApiUnavailableException.class, () -> client.get("/x", Duration.ofSeconds(5))))
                    .hasMessageContaining("https://127.0.0.1:1/x")
                    .message()
                    .doesNotContain("s3cret");
        }
    }

    @Test
    void contextWhoseClusterIsMissingIsReported() throws Exception {
        write(SERVER, "insecure-skip-tls-verify: true", "token: s3cret");
        Files.writeString(kubeconfig, Files.readString(kubeconfig).replace("cluster: k,", "cluster: gone,"));

        assertThat(refusal()).contains("kubeconfig " + kubeconfig + " has no cluster for its current context");
    }

    @Test
    void tokenIsReadFromItsFileForEachRequest() throws Exception {
        Path token = Files.writeString(directory.resolve("token"), "first\n");
        write(SERVER, "insecure-skip-tls-verify: true", "tokenFile: token");

        var tokens = ApiConfig.fromEnvironment().getOauthTokenProvider();
        assertThat(tokens.getToken()).isEqualTo("first");
        Files.writeString(token, "second\n");
        assertThat(tokens.getToken()).isEqualTo("second");
    }

    @Test
    void tokenFileThatIsNowhereIsNamed() throws Exception {
        write(SERVER, "insecure-skip-tls-verify: true", "tokenFile: /nowhere/token");

        assertThat(refusal()).contains("NoSuchFileException: /nowhere/token");
    }

    @Test
    void lineEndAfterATokenIsNoPartOfIt() throws Exception {
        write(SERVER, "insecure-skip-tls-verify: true", "token: \"s3cret\\n\"");

        assertThat(ApiConfig.fromEnvironment().getOauthTokenProvider().getToken())
                .isEqualTo("s3cret");
    }

    @Test
    void credentialPluginThatGivesNothingIsNamed() throws Exception {
        write(
                SERVER,
                "insecure-skip-tls-verify: true",
                "exec: {apiVersion: client.authentication.k8s.io/v1, command: no-such-helper}");

        assertThat(refusal()).contains("credential plugin \"no-such-helper\"", "client.authentication.k8s.io/v1");
    }

    @Test
    void certificateAuthorityThatIsNowhereIsNamed() throws Exception {
        write(SERVER, "certificate-authority: /nowhere/ca.crt", "");

        assertThat(refusal()).contains("kubeconfig " + kubeconfig, "NoSuchFileException: /nowhere/ca.crt");
    }

    @Test
    void serverThatIsNoAddressIsQuoted() throws Exception {
        write("https://[nowhere", "insecure-skip-tls-verify: true", "");

        assertThat(refusal()).contains("kubeconfig " + kubeconfig, "https://[nowhere");
    }

    @Test
    void fileThatRefersToItselfIsReported() throws Exception {
        write("""
                apiVersion: v1
                kind: Config
                extensions: &own
                - {name: e, extension: *own}
                """);

        assertThat(refusal()).contains("kubeconfig " + kubeconfig, "its YAML refers to itself");
    }

    @Test
    void serverWithoutASchemeIsNotAskedInClearText() throws Exception {
        write("u:s3cret@127.0.0.1:1", "insecure-skip-tls-verify: true", "token: t");

        assertThat(refusal())
                .contains("kubeconfig " + kubeconfig + " names the server \"127.0.0.1:1\" without a scheme", "https://")
                .doesNotContain("s3cret");
    }

    @Test
    void clearTextThatIsMeantIsTaken() throws Exception {
        write("http://127.0.0.1:1", "insecure-skip-tls-verify: true", "token: t");

        assertThat(ApiConfig.fromEnvironment().getMasterUrl()).isEqualTo("http://127.0.0.1:1/");
    }

    @Test
    void stopDoesNotWaitForACredentialPlugin() throws Exception {
        Path plugin = hangingPlugin();
        write(SERVER, "insecure-skip-tls-verify: true", exec(plugin));
        Thread test = Thread.currentThread();
        Thread.ofVirtual().start(() -> {
            while (!Files.exists(directory.resolve("begun"))) {
                Thread.onSpinWait();
            }
            test.interrupt();
        });

        assertThatThrownBy(ApiConfig::fromEnvironment).hasRootCauseInstanceOf(ClosedByInterruptException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void credentialPluginThatHangsIsGivenUp() throws Exception {
        Path plugin = hangingPlugin();
        write(SERVER, "insecure-skip-tls-verify: true", exec(plugin));

        assertThatThrownBy(() -> ApiConfig.fromEnvironment(Duration.ofMillis(300)))
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining("credential plugin has not ended within 300ms");
    }

    /** Covers a pod with so little processor time that reading the file takes longer than a plugin may. */
    @Test
    void slowReadingWithoutAPluginIsWaitedFor() throws Exception {
        write(SERVER, "insecure-skip-tls-verify: true", "token: t");

        assertThat(ApiConfig.fromEnvironment(Duration.ZERO).getMasterUrl()).startsWith("https://");
    }

    /** Creates a credential plugin that hangs until the test's directory is deleted. */
    private Path hangingPlugin() throws IOException {
        Path plugin = directory.resolve("plugin");
        Files.writeString(
                plugin, "#!/bin/sh\n: >\"$(dirname \"$0\")/begun\"\nwhile [ -e \"$0\" ]; do sleep 0.1; done\n");
        assertThat(plugin.toFile().setExecutable(true)).isTrue();
        return plugin;
    }

    private static String exec(Path plugin) {
        return "exec: {apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never, command: " + plugin + "}";
    }

    private static String refusal() {
        var refusal = catchThrowableOfType(
                UnreachableException.class,
                () -> ApiClient.open(ApiConfig.fromEnvironment()).close());
        return String.valueOf(refusal.getMessage());
    }

    private void write(String server, String tls, String user) throws IOException {
        write("""
                apiVersion: v1
                kind: Config
                current-context: c
                contexts: [{name: c, context: {cluster: k, user: u, namespace: shop}}]
                clusters: [{name: k, cluster: {server: "%s", %s}}]
                users: [{name: u, user: {%s}}]
                """.formatted(server, tls, user));
    }

    private void write(String text) throws IOException {
        Files.writeString(kubeconfig, text);
    }
}
