package io.initmigrator.telemetry;

import io.initmigrator.event.RolloutEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sends the trace of this process once: when its migration has ended, otherwise at the end of its run. */
final class TraceExporter {

    private final OtlpTarget target;
    private final RolloutTrace trace;
    private final OtlpJson json;
    private @Nullable HttpPost post;
    private boolean sent;

    TraceExporter(OtlpTarget target, RolloutTrace trace, OtlpJson json) {
        this.target = target;
        this.trace = trace;
        this.json = json;
    }

    void accept(RolloutEvent event) {
        if (trace.record(event)) {
            send();
        }
    }

    /** Waits for the response to what was sent. */
    void await() {
        HttpPost last = posted();
        if (last != null) {
            last.await();
        }
    }

    private synchronized @Nullable HttpPost posted() {
        return post;
    }

    /** Sends what is recorded, unless something was sent already. */
    synchronized void send() {
        List<Span> spans = sent ? List.of() : trace.finish();
        sent = true;
        if (!spans.isEmpty()) {
            post = HttpPost.start(
                    "Trace not delivered",
                    target.endpoint(),
                    target.headers(),
                    json.of(target.resource(), trace.traceId(), spans));
        }
    }
}
