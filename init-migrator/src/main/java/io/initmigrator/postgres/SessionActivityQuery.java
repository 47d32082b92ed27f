package io.initmigrator.postgres;

import io.initmigrator.fence.SessionActivity;
import io.initmigrator.fence.SessionActivity.Blocker;
import io.initmigrator.fence.SessionActivity.IndexBuild;
import io.initmigrator.schema.RedactedSql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Queries the sessions that block a session, and the progress of its index build. */
final class SessionActivityQuery {

    /** Parameter: pid. A prepared transaction has pid 0; columns hidden from the role are null. */
    private static final String BLOCKERS = "select b.pid, coalesce(a.application_name, '') as application,"
            + " a.usename::pg_catalog.text as role, a.backend_type as kind, a.state, "
            + RedactedSql.COLUMN + ", extract(epoch from pg_catalog.clock_timestamp() operator(pg_catalog.-)"
            + " case when a.state operator(pg_catalog.=) 'active'::pg_catalog.text then a.query_start else a.state_change end"
            + ")::bigint as seconds"
            + " from (select distinct pg_catalog.unnest(pg_catalog.pg_blocking_pids(?::integer)) as pid) b"
            + " left join pg_catalog.pg_stat_activity a on a.pid operator(pg_catalog.=) b.pid order by b.pid";

    /** Parameter: pid. */
    private static final String INDEX =
            "select coalesce(i.relname, t.relname, 'of another database')::pg_catalog.text as name,"
                    + " p.phase, case" + share("lockers") + share("blocks") + share("tuples")
                    + " else bigint '-1' end as percent"
                    + " from pg_catalog.pg_stat_progress_create_index p"
                    + " left join pg_catalog.pg_class i on i.oid operator(pg_catalog.=) p.index_relid"
                    + " left join pg_catalog.pg_class t on t.oid operator(pg_catalog.=) p.relid"
                    + " where p.pid operator(pg_catalog.=) ?::integer";

    private SessionActivityQuery() {}

    static SessionActivity of(Connection connection, int pid) throws SQLException {
        return new SessionActivity(blockers(connection, pid), indexBuild(connection, pid));
    }

    private static String share(String what) {
        return " when p.%1$s_total operator(pg_catalog.>) bigint '0' then bigint '100' operator(pg_catalog.*) p.%1$s_done"
                        .formatted(what)
                + " operator(pg_catalog./) p." + what + "_total";
    }

    private static List<Blocker> blockers(Connection connection, int pid) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(BLOCKERS)) {
            statement.setInt(1, pid);
            try (ResultSet rows = statement.executeQuery()) {
                List<Blocker> blockers = new ArrayList<>();
                while (rows.next()) {
                    blockers.add(new Blocker(rows.getInt("pid"), description(rows)));
                }
                return blockers;
            }
        }
    }

    private static String description(ResultSet row) throws SQLException {
        if (row.getInt("pid") == 0) {
            return "a prepared transaction, see pg_prepared_xacts";
        }
        String kind = row.getString("kind");
        String role = row.getString("role");
        return "app \"" + row.getString("application") + "\""
                + (role == null ? "" : ", user " + role)
                + (kind == null || kind.equals("client backend") ? "" : ", " + kind)
                + ", " + doing(row);
    }

    private static String doing(ResultSet row) throws SQLException {
        String state = row.getString("state");
        if (RedactedSql.HIDDEN.equals(row.getString("query"))) {
            return "its activity is hidden: grant pg_read_all_stats to the migrating role";
        }
        if (state == null) {
            return "gone or not a client";
        }
        String query = RedactedSql.shown(row.getString("query"));
        String seconds = row.getLong("seconds") + " s";
        return state.equals("active")
                ? seconds + " in \"" + query + "\""
                : state + " for " + seconds + " after \"" + query + "\"";
    }

    private static Optional<IndexBuild> indexBuild(Connection connection, int pid) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INDEX)) {
            statement.setInt(1, pid);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next()
                        ? Optional.of(new IndexBuild(
                                rows.getString("name"),
                                String.valueOf(rows.getString("phase")),
                                rows.getInt("percent")))
                        : Optional.empty();
            }
        }
    }
}
