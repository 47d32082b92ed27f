package io.initmigrator.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.okhttp.OkHttpClientFactory;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Runs the contract in the cluster and namespace of {@code KUBECONFIG}; its user needs every right on Leases there. */
@EnabledIfSystemProperty(named = "cluster", matches = "kubeconfig")
class ClusterLeasesTest extends KubernetesLeasesContract {

    private final Config config = Config.autoConfigure(null);
    private final HttpClient administrator =
            ((HttpClient.Factory) new OkHttpClientFactory()).newBuilder(config).build();

    @BeforeEach
    void beginWithoutLease() {
        deleteLease();
    }

    @AfterEach
    void leaveNothingBehind() {
        deleteLease();
        administrator.close();
    }

    @Override
    KubernetesLeases open(String name) {
        var settings = new KubernetesSettings(name, Optional.empty(), "pod", Optional.empty(), Optional.empty(), false);
        return new KubernetesLeases(settings);
    }

    @Override
    String asAdministrator(String method, String path, String body) {
        String leases = "apis/coordination.k8s.io/v1/namespaces/" + config.getNamespace() + "/leases";
        String type = method.equals("PATCH") ? "application/merge-patch+json" : "application/json";
        var request = administrator.newHttpRequestBuilder().uri(config.getMasterUrl() + leases + path);
        return administrator
                .sendAsync(
                        request.method(method, type, body.isEmpty() ? null : body)
                                .build(),
                        String.class)
                .join()
                .body();
    }
}
