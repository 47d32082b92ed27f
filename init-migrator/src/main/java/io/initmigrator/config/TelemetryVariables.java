package io.initmigrator.config;

import io.initmigrator.telemetry.TelemetrySettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** {@code MIGRATOR_WEBHOOK_URL} and the standard {@code OTEL_*} variables. Not needed by a start without either. */
final class TelemetryVariables {

    private TelemetryVariables() {}

    static TelemetrySettings read(EnvironmentReader variables, Secrets secrets) {
        Optional<URI> webhook = variables.get(SettingDefinitions.WEBHOOK_URL).flatMap(url -> address(url, variables));
        Map<String, String> openTelemetry = new TreeMap<>();
        for (String name : TelemetrySettings.OPEN_TELEMETRY) {
            variables.find(name).ifPresent(value -> openTelemetry.put(name, value));
        }
        TelemetrySettings settings = new TelemetrySettings(webhook, openTelemetry);
        settings.secrets().forEach(secrets::add);
        return settings;
    }

    /** Never shows the value, which is enough to write to the receiver. */
    private static Optional<URI> address(String url, EnvironmentReader variables) {
        Optional<URI> address = parsed(url);
        if (address.isEmpty()) {
            String name = SettingDefinitions.WEBHOOK_URL.name();
            variables
                    .errors()
                    .add(
                            variables.isFromFile(name) ? name + EnvironmentReader.FILE_SUFFIX : name,
                            "is a value that is not shown",
                            "write an http:// or https:// URL without a login");
        }
        return address;
    }

    private static Optional<URI> parsed(String url) {
        try {
            URI address = new URI(url);
            String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
            boolean usable = List.of("http", "https").contains(scheme)
                    && address.getHost() != null
                    && address.getRawUserInfo() == null;
            return usable ? Optional.of(address) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
