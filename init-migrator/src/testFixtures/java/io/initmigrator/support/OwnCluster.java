package io.initmigrator.support;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.okhttp.OkHttpClientFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Provides an existing cluster. */
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
        Config config = Config.fromKubeconfig(kubeconfig.toFile());
        String lease = "apis/coordination.k8s.io/v1/namespaces/" + config.getNamespace() + "/leases/" + name;
        HttpClient.Factory factory = new OkHttpClientFactory();
        try (HttpClient http = factory.newBuilder(config).build()) {
            HttpRequest request = http.newHttpRequestBuilder()
                    .uri(config.getMasterUrl() + lease)
                    .method("DELETE", "application/json", null)
                    .build();
            HttpResponse<String> answer = http.sendAsync(request, String.class).join();
            if (!answer.isSuccessful()) {
                throw new IOException("The Lease was not deleted: " + answer.body());
            }
        }
    }

    @Override
    public void answer(String lease, int code) {
        throw new UnsupportedOperationException("a real API server answers as it will");
    }

    @Override
    public void close() {}
}
