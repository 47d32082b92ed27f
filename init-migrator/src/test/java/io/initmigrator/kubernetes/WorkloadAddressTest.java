package io.initmigrator.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class WorkloadAddressTest {

    private static final Path MANIFEST = Path.of("../manifests/after-rollout.yaml");

    /** Compares the Role in the manifests with the rules that the error asks for: it must grant them, and no other right to read. */
    @Test
    void roleOfTheManifestsHasTheRulesOfTheError() throws IOException {
        String granted = rules().stream()
                .filter(rule -> !list(rule, "resources").equals(List.of("leases"))
                        && !list(rule, "resources").equals(List.of("events")))
                .map(WorkloadAddressTest::sentence)
                .sorted()
                .collect(Collectors.joining("; "));

        String asked = Arrays.stream(new WorkloadAddress(WorkloadKind.DEPLOYMENT, "shop", "shop")
                        .rules()
                        .split("; "))
                .sorted()
                .collect(Collectors.joining("; "));
        assertThat(granted).isEqualTo(asked);
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> rules() throws IOException {
        String role = Arrays.stream(Files.readString(MANIFEST).split("\n---\n"))
                .filter(it -> it.contains("\nkind: Role\n"))
                .findFirst()
                .orElseThrow();
        return (List<Map<String, Object>>)
                Objects.requireNonNull(Serialization.unmarshal(role, Map.class).get("rules"));
    }

    private static String sentence(Map<String, Object> rule) {
        String names =
                list(rule, "resourceNames").isEmpty() ? "" : ", resourceNames " + quoted(list(rule, "resourceNames"));
        return "apiGroups " + quoted(list(rule, "apiGroups")) + ", resources " + quoted(list(rule, "resources")) + names
                + ", verbs " + quoted(list(rule, "verbs"));
    }

    private static List<String> list(Map<String, Object> rule, String key) {
        return rule.get(key) instanceof List<?> values
                ? values.stream().map(Object::toString).toList()
                : List.of();
    }

    private static String quoted(List<String> values) {
        return values.stream().map(it -> "\"" + it + "\"").collect(Collectors.joining(", ", "[", "]"));
    }
}
