package io.initmigrator.postgres;

import io.initmigrator.coordination.Sighting;
import io.initmigrator.coordination.Sighting.Blocker;
import io.initmigrator.coordination.Sighting.IndexBuild;
import io.initmigrator.schema.QueryText;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What PostgreSQL says of a session: who blocks it, and how far the index is that it builds. */
final class Sightings {

    /** Parameter: pid. A prepared transaction is pid 0; what the role may not see is null. */
    private static final String BLOCKERS = "select b.pid, coalesce(a.application_name, '') as application,"
            + " a.usename::text as role, a.backend_type as kind, a.state, "
            + QueryText.COLUMN + ", extract(epoch from clock_timestamp()"
            + " - case when a.state = 'active' then a.query_start else a.state_change end)::bigint as seconds"
            + " from (select distinct unnest(pg_blocking_pids(?)) as pid) b"
            + " left join pg_stat_activity a on a.pid = b.pid order by b.pid";

    /** Parameter: pid. */
    private static final String INDEX = "select coalesce(i.relname, t.relname, 'of another database')::text as name,"
            + " p.phase, case when p.lockers_total > 0 then 100 * p.lockers_done / p.lockers_total"
            + " when p.blocks_total > 0 then 100 * p.blocks_done / p.blocks_total"
            + " when p.tuples_total > 0 then 100 * p.tuples_done / p.tuples_total else -1 end as percent"
            + " from pg_stat_progress_create_index p left join pg_class i on i.oid = p.index_relid"
            + " left join pg_class t on t.oid = p.relid where p.pid = ?";

    private Sightings() {}

    static Sighting of(Connection connection, int pid) throws SQLException {
        return new Sighting(blockers(connection, pid), indexBuild(connection, pid));
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
        if (QueryText.HIDDEN.equals(row.getString("query"))) {
            return "what it does is hidden: grant pg_read_all_stats to the role that migrates";
        }
        if (state == null) {
            return "gone or not a client";
        }
        String query = QueryText.shown(row.getString("query"));
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
