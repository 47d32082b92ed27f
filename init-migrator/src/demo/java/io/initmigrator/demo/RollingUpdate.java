package io.initmigrator.demo;

import io.initmigrator.demo.Scene.Part;
import io.initmigrator.support.LocalHttpServer;
import io.initmigrator.support.MockDeployment;
import io.initmigrator.support.MockKubernetesApi;
import io.initmigrator.support.PodProcess;
import io.initmigrator.support.ReadingClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Replaces one pod after the other by one of a version without a column, which a deferred script drops, while a client reads through all
 * pods. The Kubernetes API is a mock in this process, whose Deployment says what happens here.
 */
final class RollingUpdate {

    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final int SOME_REQUESTS = 50;
    private static final String DEPLOYMENT = "orders";
    private static final String OLD_QUERY = "SELECT id, voucher_code FROM shop_order ORDER BY id LIMIT 5";
    private static final String NEW_QUERY = "SELECT redeemed_by, redeemed_at FROM voucher ORDER BY code LIMIT 5";

    private final DemoEnvironment environment;
    private final Screen screen;
    private final List<PodProcess> sidecars = new ArrayList<>();

    RollingUpdate(DemoEnvironment environment, Screen screen) {
        this.environment = environment;
        this.screen = screen;
    }

    /**
     * Plays it, and returns what is wrong; empty if nothing is.
     *
     * @param before as many as {@code after}
     */
    List<String> play(List<Part> before, List<Part> after) throws Exception {
        try (MockKubernetesApi api = MockKubernetesApi.start();
                ReadingClient client = ReadingClient.of(environment::connect)) {
            Path kubeconfig = environment.application().resolve("kubeconfig");
            Files.writeString(kubeconfig, api.kubeconfig("shop"));
            MockDeployment deployment = MockDeployment.create(api, DEPLOYMENT, before.size());
            deployment.roll(before.getFirst().bundle().hash());
            for (Part pod : before) {
                serve(deployment, client, pod, OLD_QUERY);
            }
            client.begin();
            deployment.roll(after.getFirst().bundle().hash());
            for (int i = 0; i < after.size(); i++) {
                startSidecar(i, after.get(i), kubeconfig);
                serve(deployment, client, after.get(i), NEW_QUERY);
                retire(deployment, client, before.get(i));
            }
            return conclude(client, after);
        } finally {
            sidecars.forEach(sidecar -> sidecar.process().destroy());
        }
    }

    private void startSidecar(int index, Part part, Path kubeconfig) throws Exception {
        LocalHttpServer served = LocalHttpServer.onFreePort();
        Map<String, String> settings = Map.of(
                "KUBECONFIG", kubeconfig.toString(),
                "POD_NAMESPACE", "shop",
                "MIGRATOR_REVISION", part.bundle().hash(),
                "MIGRATOR_ROLLOUT", "deployment/" + DEPLOYMENT,
                "MIGRATOR_HTTP_PORT", String.valueOf(served.port()));
        sidecars.add(environment.startSidecar(
                part, settings, line -> screen.line(screen.coloured(index, part.pod()) + " | " + line)));
        served.await("/startupz", 200, TIMEOUT);
    }

    private static void serve(MockDeployment deployment, ReadingClient client, Part part, String query)
            throws Exception {
        deployment.add(part.pod());
        client.add(part.pod(), query);
        deployment.setAvailable(part.pod());
    }

    /** It serves while it terminates. */
    private void retire(MockDeployment deployment, ReadingClient client, Part part) throws Exception {
        deployment.delete(part.pod());
        screen.line(screen.faint(part.pod() + " terminates"));
        client.awaitReads(part.pod(), SOME_REQUESTS, TIMEOUT);
        client.remove(part.pod());
        deployment.remove(part.pod());
        screen.line(screen.faint(part.pod() + " is gone"));
    }

    private List<String> conclude(ReadingClient client, List<Part> after) throws Exception {
        List<String> wrong = new ArrayList<>();
        if (!environment.awaitScripts(DemoBundle.V3.scripts(), TIMEOUT)) {
            wrong.add("the deferred script has not run");
        }
        for (Part pod : after) {
            client.awaitReads(pod.pod(), SOME_REQUESTS, TIMEOUT);
        }
        wrong.addAll(client.failures());
        screen.line("  " + client.requests() + " requests through " + after.size() + " old and " + after.size()
                + " new pods, " + client.failures().size() + " failed");
        return wrong;
    }
}
