package io.initmigrator.http;

import io.initmigrator.http.MetricFamily.Sample;
import io.initmigrator.schema.Printable;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Metrics as text: OpenMetrics 1.0, or the older Prometheus text format. */
enum ExpositionFormat {
    OPEN_METRICS("application/openmetrics-text; version=1.0.0; charset=utf-8"),
    PROMETHEUS("text/plain; version=0.0.4; charset=utf-8");

    private final String contentType;

    ExpositionFormat(String contentType) {
        this.contentType = contentType;
    }

    /** OpenMetrics unless the other is preferred. */
    static ExpositionFormat preferredBy(AcceptHeader accept) {
        return accept.best("application/openmetrics-text", "text/plain").startsWith("text/")
                ? PROMETHEUS
                : OPEN_METRICS;
    }

    Response of(List<MetricFamily> families) {
        String text = families.stream().map(this::text).collect(Collectors.joining());
        return new Response(200, contentType, this == OPEN_METRICS ? text + "# EOF\n" : text, Map.of());
    }

    private String text(MetricFamily family) {
        StringBuilder text = new StringBuilder();
        String suffixed = family.name() + family.type().suffix();
        if (this == OPEN_METRICS) {
            text.append("# TYPE %s %s\n".formatted(family.name(), family.type()));
            if (!family.unit().isEmpty()) {
                text.append("# UNIT %s %s\n".formatted(family.name(), family.unit()));
            }
            text.append("# HELP %s %s\n".formatted(family.name(), family.help()));
        } else {
            text.append("# HELP %s %s\n".formatted(suffixed, family.help()));
            text.append("# TYPE %s %s\n".formatted(suffixed, family.type().oldText()));
        }
        for (Sample sample : family.samples()) {
            text.append("%s%s %s\n".formatted(suffixed, labels(sample.labels()), number(sample.value())));
        }
        return text.toString();
    }

    private static String labels(Map<String, String> labels) {
        return labels.isEmpty()
                ? ""
                : new TreeMap<>(labels)
                        .entrySet().stream()
                                .map(label -> label.getKey() + "=\"" + escaped(label.getValue()) + "\"")
                                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String escaped(String value) {
        return Printable.line(value).replace("\\", "\\\\").replace("\"", "\\\"");
    }

    private static String number(double value) {
        return new BigDecimal(String.valueOf(value)).stripTrailingZeros().toPlainString();
    }
}
