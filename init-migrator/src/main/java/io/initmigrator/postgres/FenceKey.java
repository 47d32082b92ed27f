package io.initmigrator.postgres;

import io.initmigrator.schema.Sha256;
import java.nio.ByteBuffer;

/**
 * The key of the session advisory lock that is the fence: the same for everyone who migrates one history table.
 *
 * @param value what {@code pg_try_advisory_lock} is called with
 */
public record FenceKey(long value) {

    /** The first eight bytes of the SHA-256 of {@code init-migrator:<schema>.<table>}. */
    public static FenceKey of(String schema, String table) {
        byte[] digest = Sha256.of("init-migrator:" + schema + "." + table);
        return new FenceKey(ByteBuffer.wrap(digest).getLong());
    }

    /** A query for people that shows who holds the fence. */
    public String holderQuery() {
        return "select a.pid, a.application_name, a.usename, a.client_addr, a.state, a.backend_start"
                + " from pg_locks l join pg_stat_activity a on a.pid = l.pid where " + condition();
    }

    /** True of the row of {@code pg_locks l} that is the fence, held, in the current database. */
    String condition() {
        return "l.locktype = 'advisory' and l.granted and l.objsubid = 1"
                + " and l.database = (select d.oid from pg_database d where d.datname = current_database())"
                + " and l.classid::bigint = " + (value >>> Integer.SIZE)
                + " and l.objid::bigint = " + (value & 0xFFFF_FFFFL);
    }

    /**
     * Takes the fence, true where nobody else has it: twice, so that {@link #isStillHeld} can let go of it once without letting
     * anybody in.
     */
    String take() {
        return "case when pg_try_advisory_lock(" + value + ") then pg_try_advisory_lock(" + value + ") else false end";
    }

    /** True where this session has what it took; costs PostgreSQL a tenth of a look at {@code pg_locks}. */
    String isStillHeld() {
        return "case when pg_advisory_unlock(" + value + ") then pg_try_advisory_lock(" + value + ") else false end";
    }

    /** True where everybody sees that this very session holds the fence. */
    String isHeldHere() {
        return "exists (select 1 from pg_locks l where l.pid = pg_backend_pid() and " + condition() + ")";
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
