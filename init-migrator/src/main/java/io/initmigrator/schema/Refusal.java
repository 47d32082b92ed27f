package io.initmigrator.schema;

import java.time.Instant;

/**
 * Reason why a leader ran nothing: schema and bundle do not match. Published to other pods on the Lease, so it never contains a
 * secret.
 *
 * @param by identity of the process that found it; empty if unknown
 * @param at PostgreSQL's clock when that process had read the schema
 */
public record Refusal(Problem problem, String by, Instant at) {

    /** {@code checksum mismatch of version 2; restore the script}. */
    public String sentence() {
        return problem.remedy().isEmpty() ? problem.reason() : problem.toString();
    }
}
