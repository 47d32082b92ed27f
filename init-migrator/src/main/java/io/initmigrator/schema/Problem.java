package io.initmigrator.schema;

/**
 * A failure or a mismatch, and its fix. Neither part contains a secret.
 *
 * @param reason what failed, and the cause
 * @param remedy the fix, as an imperative
 */
public record Problem(String reason, String remedy) {

    /** {@code reason; remedy}, as shown in the log, the termination message and the Lease. */
    @Override
    public String toString() {
        return reason + "; " + remedy;
    }
}
