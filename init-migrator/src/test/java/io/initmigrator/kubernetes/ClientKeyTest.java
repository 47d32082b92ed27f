package io.initmigrator.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.fabric8.kubernetes.client.Config;
import io.initmigrator.core.UnreachableException;
import io.initmigrator.postgres.testing.Certificates;
import io.initmigrator.support.Tool;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests client certificates of a kubeconfig against a server that requires one and answers with its subject. */
@Timeout(60)
class ClientKeyTest {

    @TempDir
    private static Path directory;

    private static Certificates authority;
    private static HttpsServer server;

    @BeforeAll
    static void start() throws Exception {
        authority = Certificates.of("authority", directory);
        Certificates.Pair own = authority.sign("localhost", "localhost");
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        SSLContext context = context(own);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters asking = context.getDefaultSSLParameters();
                asking.setNeedClientAuth(true);
                parameters.setSSLParameters(asking);
            }
        });
        server.createContext("/", exchange -> {
            try (exchange) {
                String peer = ((HttpsExchange) exchange)
                        .getSSLSession()
                        .getPeerPrincipal()
                        .getName();
                exchange.sendResponseHeaders(200, peer.length());
                exchange.getResponseBody().write(peer.getBytes(StandardCharsets.US_ASCII));
            }
        });
        server.start();
    }

    @AfterAll
    static void stop() {
        server.stop(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC", "Ed25519"})
    void keyInPkcs8IsTakenFromAFileAndAsData(String algorithm) throws Exception {
        Certificates.Pair client = authority.signKeyOf(algorithm, "client-" + algorithm);
        assertThat(Files.readString(client.key())).contains("BEGIN PRIVATE KEY");

        assertThat(peer("client-certificate: " + client.certificate() + ", client-key: " + client.key()))
                .isEqualTo("CN=client-" + algorithm);
        assertThat(peer("client-certificate-data: " + base64(client.certificate()) + ", client-key-data: "
                        + base64(client.key())))
                .isEqualTo("CN=client-" + algorithm);
    }

    /** Covers the key formats that openssl before version 3 writes by default. */
    @ParameterizedTest
    @CsvSource({"RSA, rsa", "EC, ec"})
    void keyOfANamedFormIsTakenAsBefore(String algorithm, String command) throws Exception {
        Certificates.Pair client = authority.signKeyOf(algorithm, "named-" + algorithm);
        Path named = directory.resolve(algorithm + ".named");
        Tool.Answer answer = Tool.find("openssl", "apt-get install openssl")
                .run(
                        algorithm.equals("RSA")
                                ? new String[] {
                                    command, "-traditional", "-in", client.key().toString(), "-out", named.toString()
                                }
                                : new String[] {command, "-in", client.key().toString(), "-out", named.toString()});
        assertThat(answer.exitCode()).as(answer.output()).isZero();
        assertThat(Files.readString(named)).contains("BEGIN " + algorithm + " PRIVATE KEY");

        assertThat(peer("client-certificate: " + client.certificate() + ", client-key: " + named))
                .isEqualTo("CN=named-" + algorithm);
    }

    @Test
    void keyThatIsNoneIsRefusedWithTheFileThatNamesIt() throws Exception {
        Path broken = Files.writeString(
                directory.resolve("broken"), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");

        assertThatThrownBy(() -> peer("client-certificate: " + authority.authority() + ", client-key: " + broken))
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining("invalid Kubernetes client configuration (");
    }

    private static String peer(String user) throws Exception {
        Path kubeconfig = Files.writeString(directory.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                current-context: c
                contexts: [{name: c, context: {cluster: k, user: u, namespace: shop}}]
                clusters: [{name: k, cluster: {server: "https://localhost:%d", certificate-authority: %s}}]
                users: [{name: u, user: {%s}}]
                """.formatted(
                        server.getAddress().getPort(), authority.authority(), user));
        try (ApiClient client = ApiClient.open(Config.fromKubeconfig(kubeconfig.toFile()))) {
            return client.get("/", Duration.ofSeconds(10)).body();
        }
    }

    private static String base64(Path file) throws IOException {
        return Base64.getEncoder().encodeToString(Files.readAllBytes(file));
    }

    private static SSLContext context(Certificates.Pair own) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, new char[0]);
        store.setKeyEntry("own", key(own.key()), new char[0], new Certificate[] {certificate(own.certificate())});
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, new char[0]);
        trusted.setCertificateEntry("authority", certificate(authority.authority()));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static PrivateKey key(Path file) throws Exception {
        String body = Files.readString(file).replaceAll("-----[A-Z ]+-----", "");
        return KeyFactory.getInstance("RSA")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(body)));
    }

    private static Certificate certificate(Path file) throws Exception {
        try (InputStream in = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }
}
