package io.initmigrator.telemetry;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A collector of traces, from the standard variables of OpenTelemetry.
 *
 * @param endpoint receives OTLP over HTTP in JSON
 * @param headers of each request
 * @param resource attributes of this process
 */
record OtlpTarget(URI endpoint, Map<String, String> headers, Map<String, String> resource) {

    private static final String TRACES_PATH = "/v1/traces";
    private static final String SERVICE_NAME = "service.name";

    /** Decides whether traces are exported. */
    static boolean isEnabled(Map<String, String> variables) {
        boolean exporter = Arrays.stream(variables
                        .getOrDefault("OTEL_TRACES_EXPORTER", "otlp")
                        .toLowerCase(Locale.ROOT)
                        .split(","))
                .map(String::strip)
                .anyMatch("otlp"::equals);
        return exporter
                && !variables.getOrDefault("OTEL_SDK_DISABLED", "").strip().equalsIgnoreCase("true")
                && (variables.containsKey("OTEL_EXPORTER_OTLP_ENDPOINT")
                        || variables.containsKey("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"));
    }

    /** The protocol that the variables ask for, if it cannot be spoken. Collectors read JSON where they read Protobuf over HTTP. */
    static Optional<String> unsupportedProtocol(Map<String, String> variables) {
        String common = variables.getOrDefault("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json");
        String protocol = variables.getOrDefault("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", common);
        return Optional.of(protocol.strip()).filter(it -> !it.equals("http/json") && !it.equals("http/protobuf"));
    }

    /** Empty if the endpoint is not an HTTP URL. */
    static Optional<OtlpTarget> of(Map<String, String> variables) {
        return endpoint(variables).map(endpoint -> new OtlpTarget(endpoint, headers(variables), resource(variables)));
    }

    static Map<String, String> headers(Map<String, String> variables) {
        return pairs(variables.getOrDefault(
                "OTEL_EXPORTER_OTLP_TRACES_HEADERS", variables.getOrDefault("OTEL_EXPORTER_OTLP_HEADERS", "")));
    }

    private static Optional<URI> endpoint(Map<String, String> variables) {
        String traces = variables.get("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");
        String base = variables.getOrDefault("OTEL_EXPORTER_OTLP_ENDPOINT", "").strip();
        try {
            URI endpoint = new URI(traces == null ? base.replaceFirst("/+$", "") + TRACES_PATH : traces.strip());
            return Optional.of(endpoint).filter(OtlpTarget::isHttp);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static boolean isHttp(URI address) {
        return isHttp(address.getScheme()) && address.getHost() != null;
    }

    private static boolean isHttp(@Nullable String scheme) {
        return "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
    }

    private static Map<String, String> resource(Map<String, String> variables) {
        Map<String, String> resource = pairs(variables.getOrDefault("OTEL_RESOURCE_ATTRIBUTES", ""));
        String service = variables.getOrDefault("OTEL_SERVICE_NAME", "").strip();
        if (!service.isEmpty()) {
            resource.put(SERVICE_NAME, service);
        }
        resource.putIfAbsent(SERVICE_NAME, "init-migrator");
        return resource;
    }

    /** {@code key=value,key=value}, percent-encoded. A malformed pair is ignored, as the specification requires. */
    private static Map<String, String> pairs(String text) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String pair : text.split(",", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                pairs.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
            }
        }
        return pairs;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.strip().replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text.strip();
        }
    }
}
