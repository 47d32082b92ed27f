package io.initmigrator;

import io.initmigrator.support.MockKubernetesApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Starts a mock of the Kubernetes API for each test. Runs in this JVM find it by a system property instead of {@code KUBECONFIG}, so
 * classes that use it lock {@link #KUBECONFIG}.
 */
final class MockCluster implements BeforeEachCallback, AfterEachCallback {

    /** Name of fabric8's system property, and of the lock on it. */
    static final String KUBECONFIG = "kubeconfig";

    private final String namespace;
    private @Nullable MockKubernetesApi api;
    private @Nullable Path kubeconfig;

    /** @param namespace of the kubeconfig's context */
    MockCluster(String namespace) {
        this.namespace = namespace;
    }

    MockKubernetesApi api() {
        return Objects.requireNonNull(api, "outside a test");
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        api = MockKubernetesApi.start();
        kubeconfig = Files.writeString(Files.createTempFile("kubeconfig", ""), api().kubeconfig(namespace));
        System.setProperty(KUBECONFIG, kubeconfig.toString());
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        System.clearProperty(KUBECONFIG);
        api().close();
        if (kubeconfig != null) {
            Files.delete(kubeconfig);
        }
    }
}
