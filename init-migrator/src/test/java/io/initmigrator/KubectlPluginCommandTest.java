package io.initmigrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.initmigrator.support.Tool;
import io.initmigrator.support.Tool.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests the commands of {@code scripts/kubectl-init_migrator} with the machine's jq and a stub of kubectl that prints fixed answers. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class KubectlPluginCommandTest {

    private static final String DEPLOYMENT = """
            {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "orders"}, "spec": {
              "selector": {"matchLabels": {"app": "orders"}},
              "template": {"metadata": {"labels": {"app": "orders"}, "annotations": {"team": "shop"}}, "spec": {
                "serviceAccountName": "init-migrator", "nodeName": "node-1",
                "initContainers": [
                  {"name": "copy", "image": "app", "volumeMounts": [{"name": "migrations", "mountPath": "/copied"}]},
                  {"name": "init-migrator", "image": "init-migrator:1", "args": ["guard"], "restartPolicy": "Always",
                   "startupProbe": {"httpGet": {"path": "/startupz", "port": 8080}}, "ports": [{"containerPort": 8080}],
                   "env": [{"name": "FLYWAY_USER", "value": "shop"}], "envFrom": [{"secretRef": {"name": "database"}}],
                   "volumeMounts": [{"name": "migrations", "mountPath": "/migrations"}]},
                  {"name": "later", "image": "app"}],
                "containers": [{"name": "app", "image": "app", "volumeMounts": [{"name": "data", "mountPath": "/data"}]}],
                "volumes": [{"name": "migrations", "emptyDir": {}},
                  {"name": "data", "persistentVolumeClaim": {"claimName": "data"}}]}}}}
            """;

    @TempDir
    private Path directory;

    @BeforeEach
    void layOutKubectl() throws IOException {
        Tool.find("jq", "apt-get install jq");
        Files.writeString(directory.resolve("workload"), DEPLOYMENT);
        Files.writeString(directory.resolve("list"), "{\"items\": [" + DEPLOYMENT + "]}");
        state(
                "{\"status\": {\"containerStatuses\": [{\"name\": \"init-migrator\", \"state\": {\"terminated\": {\"exitCode\": 4}}}]}}");
        Path kubectl = Files.writeString(directory.resolve("kubectl"), """
                #!/bin/sh
                cd "$(dirname "$0")"
                echo "$*" >>calls
                case "$*" in
                  *"get --raw"*) cat leases ;;
                  *"get pod/"*) cat state ;;
                  *"get pods "*) cat pods ;;
                  *"get deployments,"*) cat list ;;
                  *" get "* | get*) cat workload ;;
                  *create*) cat >created; echo pod/init-migrator-repair-abcde ;;
                  *logs*) echo "what it logged" ;;
                esac
                """);
        assertThat(kubectl.toFile().setExecutable(true)).isTrue();
    }

    @Test
    void commandRunsInAPodOfItsOwnWhoseExitCodeItHas() throws Exception {
        Answer answer = run("repair", "deployment/orders", "-n", "shop");

        assertThat(answer.exitCode()).isEqualTo(4);
        assertThat(answer.output())
                .contains("Running repair of deployment/orders in pod/init-migrator-repair-abcde", "what it logged");
        assertThat(calls())
                .contains("--namespace=shop get deployment/orders --output json")
                .last()
                .isEqualTo("--namespace=shop delete pod/init-migrator-repair-abcde --wait=false --ignore-not-found");
    }

    @Test
    void podIsThatOfTheContainerAndOfWhatComesBeforeIt() throws Exception {
        run("plan", "deployment/orders", "--", "--output", "json");

        Pod pod = Serialization.unmarshal(Files.readString(directory.resolve("created")), Pod.class);
        assertThat(pod.getMetadata().getLabels()).doesNotContainKey("app");
        assertThat(pod.getMetadata().getAnnotations()).containsEntry("team", "shop");
        assertThat(pod.getSpec().getServiceAccountName()).isEqualTo("init-migrator");
        assertThat(pod.getSpec().getNodeName()).isNull();
        assertThat(pod.getSpec().getRestartPolicy()).isEqualTo("Never");
        assertThat(pod.getSpec().getInitContainers())
                .extracting(Container::getName)
                .containsExactly("copy");
        assertThat(pod.getSpec().getVolumes()).extracting(Volume::getName).containsExactly("migrations");
        assertThat(pod.getSpec().getContainers()).singleElement().satisfies(container -> {
            assertThat(container.getArgs()).containsExactly("plan", "--output", "json");
            assertThat(container.getImage()).isEqualTo("init-migrator:1");
            assertThat(container.getEnv())
                    .extracting(EnvVar::getName, EnvVar::getValue)
                    .containsExactly(tuple("FLYWAY_USER", "shop"), tuple("POD_WORKLOAD", "deployment/orders"));
            assertThat(container.getEnvFrom()).hasSize(1);
            assertThat(container.getStartupProbe()).isNull();
            assertThat(container.getRestartPolicy()).isNull();
            assertThat(container.getAdditionalProperties()).isEmpty();
        });
        assertThat(pod.getAdditionalProperties()).isEmpty();
        assertThat(pod.getSpec().getAdditionalProperties()).isEmpty();
    }

    @Test
    void containerOfAJobIsFoundToo() throws Exception {
        Files.writeString(directory.resolve("workload"), """
                {"kind": "CronJob", "spec": {"jobTemplate": {"spec": {"template": {"spec": {
                  "initContainers": [{"name": "copy", "image": "app"}],
                  "containers": [{"name": "init-migrator", "image": "init-migrator:1"}]}}}}}}
                """);

        Pod pod = Serialization.unmarshal(
                run("status", "cronjob/nightly", "--print").output(), Pod.class);

        assertThat(pod.getSpec().getInitContainers())
                .extracting(Container::getName)
                .containsExactly("copy");
        assertThat(pod.getSpec().getContainers().getFirst().getArgs()).containsExactly("status");
        assertThat(calls()).noneMatch(call -> call.startsWith("create"));
    }

    @Test
    void onlyWorkloadIsTakenAndOneOfSeveralIsAskedFor() throws Exception {
        assertThat(run("unlock").exitCode()).isEqualTo(4);
        assertThat(calls()).contains("get deployment/orders --output json");

        Files.writeString(
                directory.resolve("list"),
                "{\"items\": [" + DEPLOYMENT + "," + DEPLOYMENT.replace("\"orders\"}, \"spec\"", "\"bills\"}, \"spec\"")
                        + "]}");
        Answer several = run("unlock");
        assertThat(several.exitCode()).isEqualTo(2);
        assertThat(several.output()).contains("which workload? deployment/orders, deployment/bills");

        Files.writeString(directory.resolve("list"), "{\"items\": []}");
        assertThat(run("unlock").output()).contains("no workload here has a container init-migrator");
    }

    @Test
    void podThatCannotRunIsNamedAndRemoved() throws Exception {
        state("""
                {"status": {"containerStatuses": [{"name": "init-migrator",
                  "state": {"waiting": {"reason": "ImagePullBackOff", "message": "no such image"}}}]}}
                """);

        Answer answer = run("repair", "deployment/orders");

        assertThat(answer.exitCode()).isEqualTo(1);
        assertThat(answer.output()).contains("cannot run: init-migrator: ImagePullBackOff: no such image");
        assertThat(calls().getLast()).startsWith("delete pod/");
    }

    @Test
    void waitRunsInThePodOfTheWorkloadWithItsArguments() throws Exception {
        run("wait", "deployment/orders", "--", "--version", "12");

        Pod pod = Serialization.unmarshal(Files.readString(directory.resolve("created")), Pod.class);
        assertThat(pod.getSpec().getContainers().getFirst().getArgs()).containsExactly("wait", "--version", "12");
    }

    @Test
    void logIsThatOfThePodThatLeads() throws Exception {
        leases(lease("init-migrator", "orders-7d4-x2p_5f3a9c01", "orders-7d4-aaa_1,orders-7d4-bbb_2"));

        pods("orders-7d4-x2p", "big-orders-7d4-x2p");

        Answer answer = run("logs", "-n", "shop", "--", "--follow");

        assertThat(answer)
                .isEqualTo(new Answer(0, "Log of pod/orders-7d4-x2p, by lease/init-migrator\nwhat it logged\n"));
        assertThat(calls())
                .containsExactly(
                        "get --raw /apis/coordination.k8s.io/v1/namespaces/shop/leases",
                        "--namespace=shop get pods --output name",
                        "--namespace=shop logs pod/orders-7d4-x2p --container init-migrator --follow");
    }

    /** Covers the name of a pod that is too long for a Lease, which has only its end. */
    @Test
    void logIsThatOfTheOnePodWhoseLongNameEndsAsTheLeaseSays() throws Exception {
        leases(lease("init-migrator", "the-orders-of-a-shop-7d4f5-x2p9q_5f3a9c01", ""));
        pods("all-the-orders-of-a-shop-7d4f5-x2p9q", "all-the-orders-of-a-shop-7d4f5-aaaaa", "x2p9q");
        assertThat(run("logs", "-n", "shop").output())
                .isEqualTo("Log of pod/all-the-orders-of-a-shop-7d4f5-x2p9q, by lease/init-migrator\nwhat it logged\n");

        pods("all-the-orders-of-a-shop-7d4f5-x2p9q", "some-of-the-orders-of-a-shop-7d4f5-x2p9q");
        Answer ambiguous = run("logs", "-n", "shop");
        assertThat(ambiguous.exitCode()).isEqualTo(1);
        assertThat(ambiguous.output())
                .contains("pod/all-the-orders-of-a-shop-7d4f5-x2p9q, pod/some-of-the-orders-of-a-shop-7d4f5-x2p9q");

        pods("all-the-orders-of-a-shop-7d4f5-aaaaa");
        Answer gone = run("logs", "-n", "shop");
        assertThat(gone.exitCode()).isEqualTo(1);
        assertThat(gone.output()).contains("the pod the-orders-of-a-shop-7d4f5-x2p9q", "is gone");
    }

    @Test
    void logIsThatOfThePodThatLedLastIfNoneLeads() throws Exception {
        leases(lease("init-migrator", "", "orders-7d4-aaa_1,orders-7d4-bbb_2"));
        pods("orders-7d4-aaa", "orders-7d4-bbb");

        assertThat(run("logs", "-n", "shop", "-c", "eu-init-migrator").output()).contains("Log of pod/orders-7d4-bbb,");

        assertThat(calls()).last().isEqualTo("--namespace=shop logs pod/orders-7d4-bbb --container eu-init-migrator");
    }

    @Test
    void logOfOneOfSeveralLeasesIsAskedFor() throws Exception {
        leases(
                lease("init-migrator", "a-1_x", ""),
                lease("init-migrator-2", "b-1_x", ""),
                "{\"metadata\": {\"name\": \"kube-scheduler\"}, \"spec\": {\"holderIdentity\": \"c\"}}");

        pods("a-1", "b-1");

        Answer several = run("logs", "-n", "shop");

        assertThat(several.exitCode()).isEqualTo(2);
        assertThat(several.output()).contains("which Lease? lease/init-migrator lease/init-migrator-2\n");
        assertThat(run("logs", "lease/init-migrator-2", "-n", "shop").output()).contains("Log of pod/b-1,");
        assertThat(run("logs", "lease/other", "-n", "shop").output()).contains("no lease/other of init-migrator here");
        assertThat(run("logs", "deployment/orders", "-n", "shop").output()).contains("logs takes lease/NAME");
    }

    /** Tests that a name on the Lease cannot become an option of kubectl. */
    @Test
    void nameOnALeaseThatIsNoPodsIsNotAskedFor() throws Exception {
        leases(lease("init-migrator", "--all-namespaces_1", ""));
        assertThat(run("logs", "-n", "shop").output()).contains("names no pod that leads or led");

        leases(lease("init-migrator", "", ""));
        assertThat(run("logs", "-n", "shop").exitCode()).isEqualTo(1);
        assertThat(calls()).noneMatch(call -> call.contains("logs"));
    }

    private void pods(String... names) throws IOException {
        Files.writeString(directory.resolve("pods"), "pod/" + String.join("\npod/", names) + "\n");
    }

    private void leases(String... items) throws IOException {
        Files.writeString(directory.resolve("leases"), "{\"items\": [" + String.join(",", items) + "]}");
    }

    private static String lease(String name, String holder, String predecessors) {
        return """
                {"metadata": {"name": "%s", "annotations": {"init-migrator.io/predecessors": "%s"}},
                 "spec": {"holderIdentity": "%s"}}
                """.formatted(name, predecessors, holder);
    }

    @Test
    void misuseIsNamed() throws Exception {
        assertThat(run("deployment/orders").output()).contains("which command for deployment/orders?");
        assertThat(run("repair", "plan").output()).contains("one command, not repair and plan");
        assertThat(run("repair", "-A").output()).contains("one namespace");
        Answer without = run("repair", "deployment/orders", "-c", "other");
        assertThat(without.exitCode()).isEqualTo(2);
        assertThat(without.output())
                .contains("deployment/orders has no container other")
                .doesNotContain("jq:");
    }

    private void state(String json) throws IOException {
        Files.writeString(directory.resolve("state"), json);
    }

    private List<String> calls() throws IOException {
        return Files.readAllLines(directory.resolve("calls"));
    }

    private Answer run(String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(
                "PATH=" + directory + ":" + System.getenv("PATH"),
                Path.of("../scripts/kubectl-init_migrator").toString()));
        all.addAll(List.of(arguments));
        return new Tool(Path.of("/usr/bin/env")).run(all.toArray(String[]::new));
    }
}
