package io.initmigrator.telemetry;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where reports go.
 *
 * @param webhook {@code MIGRATOR_WEBHOOK_URL}, a secret
 * @param openTelemetry those of {@link #OPEN_TELEMETRY} that are set, by name
 */
public record TelemetrySettings(Optional<URI> webhook, Map<String, String> openTelemetry) {

    /** The variables of OpenTelemetry that are read. */
    public static final List<String> OPEN_TELEMETRY = List.of(
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
            "OTEL_EXPORTER_OTLP_HEADERS",
            "OTEL_EXPORTER_OTLP_TRACES_HEADERS",
            "OTEL_EXPORTER_OTLP_PROTOCOL",
            "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL",
            "OTEL_TRACES_EXPORTER",
            "OTEL_SDK_DISABLED",
            "OTEL_SERVICE_NAME",
            "OTEL_RESOURCE_ATTRIBUTES");

    /** Shorter values, such as the name of a tenant, are no credential; masking them would alter unrelated text. */
    private static final int MIN_SECRET_LENGTH = 8;

    public TelemetrySettings {
        openTelemetry = Map.copyOf(openTelemetry);
    }

    /** Values to mask in output: the address of the webhook, and the headers for the collector. */
    public Set<String> secrets() {
        Set<String> secrets = new TreeSet<>();
        webhook.ifPresent(address -> {
            secrets.add(address.toString());
            secrets.add(String.valueOf(address.getRawPath()));
            if (address.getRawQuery() != null) {
                secrets.add(address.getRawPath() + "?" + address.getRawQuery());
            }
        });
        secrets.addAll(OtlpTarget.headers(openTelemetry).values());
        secrets.removeIf(secret -> secret.length() < MIN_SECRET_LENGTH);
        return secrets;
    }

    /** Without values, which may be secret. */
    @Override
    public String toString() {
        return "webhook " + (webhook.isPresent() ? "set" : "unset") + ", " + openTelemetry.keySet();
    }
}
