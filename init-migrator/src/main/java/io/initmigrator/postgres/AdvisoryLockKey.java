package io.initmigrator.postgres;

import io.initmigrator.schema.Sha256;
import java.nio.ByteBuffer;

/**
 * The key of the session advisory lock that is the fence: the same for all processes that migrate one history table.
 *
 * @param value argument of {@code pg_try_advisory_lock}
 */
public record AdvisoryLockKey(long value) {

    /** The first eight bytes of the SHA-256 of {@code init-migrator:<schema>.<table>}. */
    public static AdvisoryLockKey of(String schema, String table) {
        byte[] digest = Sha256.of("init-migrator:" + schema + "." + table);
        return new AdvisoryLockKey(ByteBuffer.wrap(digest).getLong());
    }

    /** A query that shows the holder of the fence, for messages. */
    public String holderQuery() {
        return "select a.pid, a.application_name, a.usename, a.client_addr, a.state, a.backend_start"
                + " from pg_catalog.pg_locks l join pg_catalog.pg_stat_activity a on a.pid operator(pg_catalog.=) l.pid"
                + " where " + condition();
    }

    /** Condition for the row of {@code pg_locks l} of the granted fence in the current database. */
    String condition() {
        return "l.locktype operator(pg_catalog.=) 'advisory'::pg_catalog.text and l.granted"
                + " and l.objsubid operator(pg_catalog.=) 1::smallint"
                + " and l.database operator(pg_catalog.=) (select d.oid from pg_catalog.pg_database d"
                + " where d.datname operator(pg_catalog.=) pg_catalog.current_database())"
                + " and l.classid::bigint operator(pg_catalog.=) " + unsigned(value >>> Integer.SIZE)
                + " and l.objid::bigint operator(pg_catalog.=) " + unsigned(value & 0xFFFF_FFFFL);
    }

    /**
     * Acquires the fence if it is free: twice, so that {@link #isStillHeld} can release it once without giving it up.
     */
    String take() {
        return "case when " + call("pg_try_advisory_lock") + " then " + call("pg_try_advisory_lock")
                + " else false end";
    }

    /** True if this session still holds the fence; ten times cheaper for PostgreSQL than reading {@code pg_locks}. */
    String isStillHeld() {
        return "case when " + call("pg_advisory_unlock") + " then " + call("pg_try_advisory_lock") + " else false end";
    }

    /** Acquires the fence in shared mode until the transaction ends; true unless it is held exclusively. */
    String shareInTransaction() {
        return call("pg_try_advisory_xact_lock_shared");
    }

    /** True if {@code pg_locks} shows this session as the holder of the fence. */
    String isHeldHere() {
        return "exists (select 1 from pg_catalog.pg_locks l where l.pid operator(pg_catalog.=) pg_catalog.pg_backend_pid() and "
                + condition() + ")";
    }

    /** Typed, so that no function of another role can match. */
    private String call(String function) {
        return "pg_catalog." + function + "(bigint '" + value + "')";
    }

    private static String unsigned(long half) {
        return "bigint '" + half + "'";
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
