package io.initmigrator.telemetry;

import io.initmigrator.event.RolloutEvent;
import io.initmigrator.event.RolloutListener;
import io.initmigrator.time.Time;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports the migration of this process to the webhook and to the collector of traces, as far as they are configured. Sends
 * asynchronously; {@link #close} waits for at most two seconds. Never fails.
 */
public final class Telemetry implements RolloutListener, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Telemetry.class);

    private final Optional<Webhook> webhook;
    private final Optional<TraceExporter> traces;

    private Telemetry(Optional<Webhook> webhook, Optional<TraceExporter> traces) {
        this.webhook = webhook;
        this.traces = traces;
    }

    /**
     * Creates the configured reports.
     *
     * @param mask masks the secrets in a text
     */
    public static Telemetry of(
            TelemetrySettings settings, RolloutSource source, UnaryOperator<String> mask, Time time) {
        ReportText text = new ReportText(mask);
        return new Telemetry(
                settings.webhook().map(address -> new Webhook(address, new WebhookJson(source, text), time)),
                target(settings.openTelemetry())
                        .map(target -> new TraceExporter(
                                ofPod(target, source), new RolloutTrace(source, time), new OtlpJson(text))));
    }

    private static Optional<OtlpTarget> target(Map<String, String> variables) {
        if (!OtlpTarget.isEnabled(variables)) {
            return Optional.empty();
        }
        Optional<String> protocol = OtlpTarget.unsupportedProtocol(variables);
        Optional<OtlpTarget> target = OtlpTarget.of(variables);
        if (protocol.isPresent()) {
            LOG.atWarn()
                    .addKeyValue("protocol", protocol.get())
                    .addKeyValue(
                            "remedy",
                            "set OTEL_EXPORTER_OTLP_PROTOCOL=http/json, and the endpoint's HTTP port, mostly 4318")
                    .log("Not exporting traces: protocol not supported");
            return Optional.empty();
        }
        if (target.isEmpty()) {
            LOG.atWarn()
                    .addKeyValue("remedy", "set OTEL_EXPORTER_OTLP_ENDPOINT to http://HOST:4318")
                    .log("Not exporting traces: endpoint is no HTTP URL");
        }
        return target;
    }

    private static OtlpTarget ofPod(OtlpTarget target, RolloutSource source) {
        Map<String, String> resource = new LinkedHashMap<>(target.resource());
        resource.putIfAbsent("k8s.pod.name", source.pod());
        if (!source.namespace().isEmpty()) {
            resource.putIfAbsent("k8s.namespace.name", source.namespace());
        }
        return new OtlpTarget(target.endpoint(), target.headers(), resource);
    }

    @Override
    public void onEvent(RolloutEvent event) {
        attempt(() -> webhook.ifPresent(it -> it.accept(event)));
        attempt(() -> traces.ifPresent(it -> it.accept(event)));
    }

    /** Waits until everything is sent, but not longer than two seconds. */
    @Override
    public void close() {
        // Before any wait: each report has two seconds from its own start.
        attempt(() -> traces.ifPresent(TraceExporter::send));
        attempt(() -> webhook.ifPresent(Webhook::await));
        attempt(() -> traces.ifPresent(TraceExporter::await));
    }

    /** A report is not worth a failed migration, or another report. */
    private static void attempt(Runnable part) {
        try {
            part.run();
        } catch (RuntimeException e) {
            LOG.warn("Report failed", e);
        }
    }
}
