package io.initmigrator.support;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Somebody's cluster. */
record OwnCluster(Path kubeconfig) implements KubernetesApi {

    OwnCluster() {
        this(Path.of(System.getenv("KUBECONFIG")));
    }

    @Override
    public String description() {
        return "The Lease lies in the cluster of " + kubeconfig;
    }

    @Override
    public OptionalLong requests() {
        return OptionalLong.empty();
    }

    @Override
    public void deleteLease(String name) throws IOException {
        try (KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(kubeconfig.toFile()))
                .build()) {
            client.raw(
                    "/apis/coordination.k8s.io/v1/namespaces/" + client.getNamespace() + "/leases/" + name,
                    "DELETE",
                    null);
        }
    }

    @Override
    public void answer(String lease, int code) {
        throw new UnsupportedOperationException("a real API server answers as it will");
    }

    @Override
    public void close() {}
}
