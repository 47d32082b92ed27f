package io.initmigrator.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.initmigrator.demo.MockKubernetesApi;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

class MockedLeasesTest extends KubernetesLeasesContract {

    private static final String PATH = "/apis/coordination.k8s.io/v1/namespaces/shop/leases";

    private final MockKubernetesApi api = started();

    @AfterEach
    void stop() {
        api.close();
    }

    @Override
    KubernetesLeases open(String name) {
        var settings = new KubernetesSettings(name, Optional.empty(), "pod", Optional.empty(), Optional.empty(), false);
        return new KubernetesLeases(settings, () -> Config.fromKubeconfig(api.kubeconfig("shop")));
    }

    @Override
    String asAdministrator(String method, String path, String body) {
        return api.request(method, PATH + path, body);
    }

    private static MockKubernetesApi started() {
        try {
            return MockKubernetesApi.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
