package io.initmigrator.telemetry;

import io.initmigrator.schema.Sha256;

/**
 * Ids of the trace of one process. Derived from its identity on the Lease, which is unique to a start, so that followers know the
 * ids of their leader's trace without an exchange.
 *
 * @param trace 16 bytes in hexadecimal
 * @param migration 8 bytes in hexadecimal: the span of its migration
 */
record TraceIds(String trace, String migration) {

    private static final int TRACE_DIGITS = 32;
    private static final int SPAN_DIGITS = 16;

    /**
     * Ids of the process that leads, or led, as {@code identity} by the Lease of {@code source}.
     *
     * @param run distinguishes further runs of that process; empty for its part in a rollout
     */
    static TraceIds of(RolloutSource source, String identity, String run) {
        String hash =
                Sha256.hexOf(String.join("/", "init-migrator", source.namespace(), source.lease(), identity, run));
        return new TraceIds(hash.substring(0, TRACE_DIGITS), hash.substring(TRACE_DIGITS, TRACE_DIGITS + SPAN_DIGITS));
    }

    /** Id of another span of this trace. */
    String span(String name) {
        return Sha256.hexOf(trace + "/" + name).substring(0, SPAN_DIGITS);
    }
}
