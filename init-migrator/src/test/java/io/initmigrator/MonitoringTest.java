package io.initmigrator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.initmigrator.support.Tool;
import io.initmigrator.support.Tool.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the rules and the dashboard of the monitoring component with Prometheus' own tool. */
class MonitoringTest {

    private static final Path KUSTOMIZE = Path.of("../kustomize");
    private static final Path RULE = KUSTOMIZE.resolve("components/monitoring/prometheus-rule.yaml");
    private static final Path DASHBOARD = KUSTOMIZE.resolve("components/monitoring/init-migrator.json");

    /**
     * Lists metrics of kube-state-metrics 2.x, documented there in docs/metrics/cluster/lease-metrics.md and
     * docs/metrics/workload/pod-metrics.md.
     */
    private static final Set<String> KUBE_STATE_METRICS = Set.of(
            "kube_lease_owner",
            "kube_lease_renew_time",
            "kube_pod_init_container_status_waiting_reason",
            "kube_pod_init_container_status_restarts_total");

    private static final Pattern METRIC = Pattern.compile("\\b(?:kube|init_migrator)_\\w+");

    private final ObjectMapper mapper = new ObjectMapper();

    @TempDir
    private Path directory;

    @Test
    void alertsFireWhenTheyShould() throws IOException, InterruptedException {
        writeRules(rule().path("spec"));
        Path tests =
                Files.copy(KUSTOMIZE.resolve("tests/monitoring/rules-test.yaml"), directory.resolve("rules-test.yaml"));

        Answer answer = promtool().run("test", "rules", tests.toString());

        assertThat(answer.exitCode()).as(answer.output()).isZero();
    }

    @Test
    void eachAlertHasATestThatExpectsItAndARowThatSaysWhatToDo() throws IOException {
        String tests = Files.readString(KUSTOMIZE.resolve("tests/monitoring/rules-test.yaml"));
        String document = Files.readString(Path.of("docs/monitoring.md"));

        assertThat(rule().at("/spec/groups/0/rules")).isNotEmpty().allSatisfy(alert -> {
            String name = alert.path("alert").asText();
            assertThat(tests).containsPattern("alertname: " + name + "\\n +exp_alerts:\\n");
            assertThat(document).containsPattern("(?m)^\\| `" + name + "` \\| [^|]+ \\| [^|]+ \\|$");
        });
    }

    @Test
    void rulesAndPanelsAskForMetricsThatExist() throws IOException {
        Set<String> known = METRIC.matcher(Files.readString(Path.of("docs/operations.md")))
                .results()
                .map(metric -> metric.group())
                .collect(Collectors.toSet());
        known.addAll(KUBE_STATE_METRICS);
        List<String> expressions = new ArrayList<>(panelExpressions());
        rule().at("/spec/groups/0/rules")
                .forEach(alert -> expressions.add(alert.path("expr").asText()));

        assertThat(expressions)
                .allSatisfy(expression -> assertThat(METRIC.matcher(expression).results())
                        .isNotEmpty()
                        .allSatisfy(metric -> assertThat(known).contains(metric.group())));
    }

    @Test
    void eachPanelHasExpressionsThatPrometheusParses() throws IOException, InterruptedException {
        JsonNode dashboard = mapper.readTree(DASHBOARD.toFile());
        assertThat(dashboard.path("uid").asText()).isEqualTo("init-migrator");
        assertThat(dashboard.path("panels").findValuesAsText("id").stream().filter(id -> id.matches("\\d+")))
                .doesNotHaveDuplicates();
        assertThat(dashboard.path("panels")).isNotEmpty().allSatisfy(panel -> {
            assertThat(panel.path("title").asText()).isNotEmpty();
            assertThat(panel.path("gridPos").fieldNames()).toIterable().containsExactlyInAnyOrder("h", "w", "x", "y");
            assertThat(panel.path("targets")).isNotEmpty();
        });

        var spec = mapper.createObjectNode();
        ArrayNode rules =
                spec.putArray("groups").addObject().put("name", "panels").putArray("rules");
        panelExpressions()
                .forEach(expression -> rules.addObject()
                        .put("record", "panel:" + rules.size())
                        .put("expr", expression.replace("$__rate_interval", "5m")));
        writeRules(spec);
        Answer answer =
                promtool().run("check", "rules", directory.resolve("rules.yaml").toString());

        assertThat(answer.exitCode()).as(answer.output()).isZero();
        assertThat(answer.output()).contains(panelExpressions().size() + " rules found");
    }

    private List<String> panelExpressions() throws IOException {
        return mapper.readTree(DASHBOARD.toFile()).path("panels").findValuesAsText("expr");
    }

    private JsonNode rule() throws IOException {
        return mapper.valueToTree(new KubernetesSerialization().unmarshal(Files.readString(RULE), Object.class));
    }

    /** Writes the rules as JSON, which is valid YAML. */
    private void writeRules(JsonNode spec) throws IOException {
        mapper.writeValue(directory.resolve("rules.yaml").toFile(), spec);
    }

    private static Tool promtool() {
        return Tool.find("promtool", "apt-get install prometheus");
    }
}
