package io.initmigrator.telemetry;

import io.initmigrator.schema.Sha256;
import java.util.HexFormat;

/**
 * Ids of the trace of one process. Derived from its identity on the Lease, which is unique to a start, so that followers know the
 * ids of their leader's trace without an exchange.
 *
 * @param trace 16 bytes in hexadecimal
 * @param migration 8 bytes in hexadecimal: the span of its migration
 */
record TraceIds(String trace, String migration) {

    private static final int TRACE_BYTES = 16;
    private static final int SPAN_BYTES = 8;

    /**
     * Ids of the process that leads, or led, as {@code identity} by the Lease of {@code source}.
     *
     * @param run distinguishes further runs of that process; empty for its part in a rollout
     */
    static TraceIds of(RolloutSource source, String identity, String run) {
        byte[] hash = Sha256.of(String.join("/", "init-migrator", source.namespace(), source.lease(), identity, run));
        return new TraceIds(
                HexFormat.of().formatHex(hash, 0, TRACE_BYTES),
                HexFormat.of().formatHex(hash, TRACE_BYTES, TRACE_BYTES + SPAN_BYTES));
    }

    /** Id of another span of this trace. */
    String span(String name) {
        return HexFormat.of().formatHex(Sha256.of(trace + "/" + name), 0, SPAN_BYTES);
    }
}
