package io.initmigrator.telemetry;

/**
 * The process that reports, and the database it migrates.
 *
 * @param namespace of the Lease; empty if unknown
 * @param lease name of the Lease; empty if none is used
 * @param pod name of this pod; the host name outside a cluster
 * @param identity of this process, as written on the Lease
 * @param database host and name, such as {@code shop-postgres/shop}
 * @param bundle digest of the bundle
 * @param deferred true for a run of deferred scripts after a rollout, of which a process may have several
 */
public record RolloutSource(
        String namespace, String lease, String pod, String identity, String database, String bundle, boolean deferred) {

    /** Host and database of a JDBC URL, without its parameters. */
    public static String databaseOf(String jdbcUrl) {
        int query = jdbcUrl.indexOf('?');
        String address = query < 0 ? jdbcUrl : jdbcUrl.substring(0, query);
        return address.replaceFirst("^jdbc:postgresql:(?://)?", "");
    }
}
