package io.initmigrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.support.MockKubernetesApi;
import io.initmigrator.support.Tool;
import io.initmigrator.support.Tool.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests {@code scripts/kubectl-init_migrator} with the machine's kubectl and jq, against the mock of the Kubernetes API. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class KubectlPluginTest {

    private final Tool plugin = new Tool(Path.of("../scripts/kubectl-init_migrator"));

    @TempDir
    private Path directory;

    private MockKubernetesApi api;

    @BeforeEach
    void start() throws IOException {
        Tool.find("kubectl", "the Kubernetes command line");
        Tool.find("jq", "apt-get install jq");
        api = MockKubernetesApi.start();
        Files.writeString(kubeconfig(), api.kubeconfig("shop"));
    }

    @AfterEach
    void stop() {
        if (api != null) {
            api.close();
        }
    }

    @Test
    void leaderIsShownWithWhatItDoesAndWhoIsInItsWay() throws Exception {
        lease("shop", "init-migrator", """
                "init-migrator.io/phase": "Migrating", "init-migrator.io/schema-version": "2",
                "init-migrator.io/progress": "3/12 V3__add_index.sql", "init-migrator.io/activity": "42 s",
                "init-migrator.io/blocked-by": "pid 4711 (app \\"orders-worker\\")"
                """, "orders-7d4-x2p_5f3a9c01", ago(0), ago(65));

        assertThat(lines())
                .satisfiesExactly(
                        head -> assertThat(head)
                                .isEqualTo("DATABASE       VERSION  PHASE      LEADER          SINCE  PROGRESS"),
                        row -> assertThat(row)
                                .matches("init-migrator  2        Migrating  orders-7d4-x2p  6\\ds    "
                                        + "3/12 V3__add_index\\.sql, 42 s"),
                        blocked -> assertThat(blocked).isEqualTo("  blocked by pid 4711 (app \"orders-worker\")"));
    }

    @Test
    void deferredScriptsAreNamed() throws Exception {
        lease("shop", "init-migrator", """
                "init-migrator.io/phase": "Succeeded", "init-migrator.io/deferred": "V14__drop_fax.sql"
                """, "", ago(0), ago(65));

        assertThat(lines()).last().isEqualTo("  deferred until after the rollout: V14__drop_fax.sql");
    }

    @Test
    void leaderThatHasNotRenewedIsSilent() throws Exception {
        lease("shop", "orders-db", "\"init-migrator.io/phase\": \"Migrating\"", "orders-1_aa", ago(16), ago(30));

        assertThat(lines().getLast()).matches("orders-db  -        Silent  orders-1  3\\ds    -");
    }

    @Test
    void failureIsShownWithScriptLineAndAttempt() throws Exception {
        lease("shop", "orders-db", """
                "init-migrator.io/phase": "Failed", "init-migrator.io/schema-version": "2", "init-migrator.io/failure":
                "{\\"script\\":\\"V3__x.sql\\",\\"line\\":7,\\"sqlState\\":\\"42703\\",\\"message\\":\\"no \\\\u001bcolumn\\",\\"attempt\\":2,\\"at\\":\\"%s\\"}"
                """.formatted(ago(180)), "", ago(180), ago(180));

        assertThat(lines())
                .satisfiesExactly(
                        head -> assertThat(head).startsWith("DATABASE"),
                        row -> assertThat(row).isEqualTo("orders-db  2        Failed  -       3m     -"),
                        failure -> assertThat(failure)
                                .isEqualTo(
                                        "  failed: V3__x.sql, line 7, SQLSTATE 42703: no  column (attempt 2, 3m ago)"));
    }

    @Test
    void refusalIsShownWithCauseAndRemedy() throws Exception {
        lease("shop", "orders-db", """
                "init-migrator.io/phase": "Refused", "init-migrator.io/schema-version": "2", "init-migrator.io/refusal":
                "{\\"cause\\":\\"checksum \\\\u001bmismatch\\",\\"remedy\\":\\"restore V2__x.sql\\",\\"by\\":\\"orders-1_aa\\",\\"at\\":\\"%s\\"}"
                """.formatted(ago(180)), "", ago(180), ago(180));

        assertThat(lines())
                .satisfiesExactly(
                        head -> assertThat(head).startsWith("DATABASE"),
                        row -> assertThat(row).isEqualTo("orders-db  2        Refused  -       3m     -"),
                        refusal -> assertThat(refusal)
                                .isEqualTo("  refused: checksum  mismatch; restore V2__x.sql (3m ago)"));
    }

    /** Covers the time after a rollout undo: no pod starts that could clear the Lease. Pods in a crash loop retry more often than this. */
    @Test
    void refusalThatNoPodHasMetForAQuarterOfAnHourIsNoPhaseAnyMore() throws Exception {
        lease("shop", "orders-db", """
                "init-migrator.io/phase": "Refused", "init-migrator.io/refusal":
                "{\\"cause\\":\\"checksum mismatch\\",\\"remedy\\":\\"restore\\",\\"at\\":\\"%s\\"}"
                """.formatted(ago(1000)), "", ago(1000), ago(1000));

        assertThat(lines())
                .contains(
                        "orders-db  -        -      -       16m    -",
                        "  refused: checksum mismatch; restore (16m ago)");
    }

    @Test
    void refusalThatSomebodyEditedIsShownAsItIs() throws Exception {
        for (String edited : List.of("by hand", "{\\\"cause\\\":\\\"by hand\\\",\\\"at\\\":7,\\\"remedy\\\":null}")) {
            lease("shop", "orders-" + edited.length(), """
                    "init-migrator.io/phase": "Refused", "init-migrator.io/refusal": "%s"
                    """.formatted(edited), "", ago(180), ago(180));
        }

        assertThat(lines())
                .filteredOn(line -> line.equals("  refused: by hand (- ago)"))
                .hasSize(2);
    }

    @Test
    void whatOthersWroteSteersNoTerminalAndIsCut() throws Exception {
        lease("shop", "orders-db", """
                "init-migrator.io/phase": "Migrating", "init-migrator.io/progress": "\\u001b[2J\\u009b\\u202e\\u2028%s"
                """.formatted("x".repeat(10_000)), "a\\nb\\u202e_1", ago(0), ago(0));

        assertThat(lines())
                .hasSize(2)
                .last(InstanceOfAssertFactories.STRING)
                .doesNotContain("\u001b", "\u009b", "\u202e", "\u2028")
                .contains("a b")
                .hasSizeLessThan(500);
    }

    @Test
    void failureWithFieldsOfOtherTypesHidesNoOtherLease() throws Exception {
        lease("shop", "orders-db", """
                "init-migrator.io/phase": "Failed", "init-migrator.io/failure":
                "{\\"script\\":[1],\\"line\\":\\"x\\",\\"sqlState\\":{},\\"message\\":7,\\"attempt\\":[],\\"at\\":7}"
                """, "", ago(5), ago(5));
        lease("shop", "web-db", "\"init-migrator.io/phase\": \"Succeeded\"", "", ago(5), ago(5));

        assertThat(lines()).hasSize(4).anyMatch(line -> line.startsWith("web-db"));
    }

    @Test
    void leaseThatClaimsToLastForEverIsSilentInTime() throws Exception {
        lease("shop", "orders-db", "\"init-migrator.io/phase\": \"Migrating\"", "orders-1_aa", ago(16), ago(30));
        api.request("PATCH", "/apis/coordination.k8s.io/v1/namespaces/shop/leases/orders-db", """
                {"metadata": {"resourceVersion": "1"}, "spec": {"leaseDurationSeconds": 2147483647}}
                """);

        assertThat(lines().getLast()).contains("Silent");
    }

    @Test
    void allNamespacesAreShownAndOnlyLeasesOfOurs() throws Exception {
        lease("shop", "init-migrator", "", "", ago(5), ago(5));
        lease("web", "init-migrator", "\"init-migrator.io/phase\": \"Succeeded\"", "", ago(5), ago(5));
        lease("web", "kube-scheduler", "", "somebody", ago(5), ago(5));

        assertThat(lines("-A"))
                .satisfiesExactly(
                        head -> assertThat(head).startsWith("NAMESPACE  DATABASE"),
                        row -> assertThat(row).startsWith("shop       init-migrator  -        -          -"),
                        row -> assertThat(row).startsWith("web        init-migrator  -        Succeeded  -"));
        assertThat(lines("-n", "web")).hasSize(2);
    }

    @Test
    void nothingIsSaidToBeNothing() throws Exception {
        assertThat(lines()).containsExactly("No Lease of init-migrator found.");
    }

    @Test
    void helpNeedsNoClusterAndWrongWordsAreRefused() throws Exception {
        assertThat(plugin.run("--help").output()).contains("Usage: kubectl init-migrator");
        assertThat(plugin.run("--frobnicate").exitCode()).isEqualTo(2);
        assertThat(plugin.run("-n").output()).contains("-n requires a value");
        assertThat(run("-n", "../x").output()).contains("is not a valid namespace");
    }

    private List<String> lines(String... arguments) throws IOException, InterruptedException {
        Answer answer = run(arguments);
        assertThat(answer.exitCode()).as(answer.output()).isZero();
        return answer.output().lines().toList();
    }

    private Answer run(String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--kubeconfig=" + kubeconfig());
        return plugin.run(all.toArray(String[]::new));
    }

    private Path kubeconfig() {
        return directory.resolve("kubeconfig");
    }

    private static String ago(int seconds) {
        return Instant.now()
                .truncatedTo(ChronoUnit.SECONDS)
                .minusSeconds(seconds)
                .toString();
    }

    private void lease(
            String namespace, String name, String annotations, String holder, String renewed, String acquired) {
        String answer =
                api.request("POST", "/apis/coordination.k8s.io/v1/namespaces/" + namespace + "/leases", """
                {"apiVersion": "coordination.k8s.io/v1", "kind": "Lease",
                 "metadata": {"name": "%s", "annotations": {%s}},
                 "spec": {"holderIdentity": "%s", "leaseDurationSeconds": 15, "renewTime": "%s", "acquireTime": "%s"}}
                """.formatted(
                                name, annotations, holder, micro(renewed), micro(acquired)));
        assertThat(answer).contains("\"uid\"");
    }

    private static String micro(String time) {
        return time.replace("Z", ".000000Z");
    }
}
