package io.initmigrator.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.Config;
import io.initmigrator.election.LeaseEvent.Ended;
import io.initmigrator.election.LeaseEvent.TimedOut;
import io.initmigrator.election.LeaseWatch;
import io.initmigrator.support.MockKubernetesApi;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

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

    @Test
    void watchFromForgottenVersionHasEnded() throws InterruptedException {
        var old = created(heldBy("a"));
        var present = updated(withVersion(heldBy("b"), old.resourceVersion()));
        api.compact();

        try (LeaseWatch expired = leases().watch(old.resourceVersion());
                LeaseWatch good = leases().watch(present.resourceVersion())) {
            assertThat(expired.await(LIMIT))
                    .isInstanceOfSatisfying(
                            Ended.class, ended -> assertThat(ended.reason()).contains("HTTP 410: too old"));
            assertThat(good.await(Duration.ofMillis(100))).isEqualTo(new TimedOut());
        }
    }

    @Test
    void requestsAreCountedByVerbAndPath() throws InterruptedException {
        created(heldBy("a"));
        leases().get(LIMIT);
        leases().get(LIMIT);

        assertThat(api.requests()).isEqualTo("GET " + PATH + "/" + NAME + " 2\nPOST " + PATH + " 1\n");
    }

    private static MockKubernetesApi started() {
        try {
            return MockKubernetesApi.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
