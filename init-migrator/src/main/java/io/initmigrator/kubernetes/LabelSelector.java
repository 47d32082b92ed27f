package io.initmigrator.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A label selector of the API as a query parameter has it. */
final class LabelSelector {

    private LabelSelector() {}

    /** Empty for one that selects everything. */
    static String of(JsonNode selector) {
        List<String> requirements = new ArrayList<>();
        for (Map.Entry<String, JsonNode> label : selector.path("matchLabels").properties()) {
            requirements.add(label.getKey() + "=" + label.getValue().asText());
        }
        for (JsonNode expression : selector.path("matchExpressions")) {
            requirements.add(requirement(expression));
        }
        return String.join(",", requirements);
    }

    private static String requirement(JsonNode expression) {
        String key = expression.path("key").asText();
        List<String> values = new ArrayList<>();
        expression.path("values").forEach(value -> values.add(value.asText()));
        String listed = " (" + String.join(",", values) + ")";
        return switch (expression.path("operator").asText()) {
            case "In" -> key + " in" + listed;
            case "NotIn" -> key + " notin" + listed;
            case "DoesNotExist" -> "!" + key;
            default -> key;
        };
    }
}
