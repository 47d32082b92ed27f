package io.initmigrator.postgres;

import io.initmigrator.fence.FenceHolder;
import io.initmigrator.fence.SessionActivity;
import io.initmigrator.schema.RedactedSql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Queries the holder of the fence from {@code pg_locks} and {@code pg_stat_activity}. */
final class FenceQuery {

    private static final String QUESTION = "select a.pid, coalesce(a.application_name, '') as application,"
            + " pg_catalog.concat_ws(', '::pg_catalog.text, 'user '::pg_catalog.text operator(pg_catalog.||) a.usename::pg_catalog.text,"
            + " 'from '::pg_catalog.text operator(pg_catalog.||) coalesce(pg_catalog.host(a.client_addr), 'local'), a.state,"
            + " 'for '::pg_catalog.text operator(pg_catalog.||) pg_catalog.date_trunc('second'::pg_catalog.text,"
            + " pg_catalog.clock_timestamp() operator(pg_catalog.-) coalesce(a.xact_start, a.state_change, a.backend_start)"
            + ")::pg_catalog.text) as description,"
            + " case when a.state operator(pg_catalog.=) 'active'::pg_catalog.text then null else"
            + " (pg_catalog.date_part('epoch', a.state_change) operator(pg_catalog.*) '1000000')::bigint"
            + " end as idle_since, " + RedactedSql.COLUMN
            + " from pg_catalog.pg_locks l join pg_catalog.pg_stat_activity a on a.pid operator(pg_catalog.=) l.pid where ";

    private FenceQuery() {}

    static Optional<FenceHolder> holder(Connection connection, AdvisoryLockKey key) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(QUESTION + key.condition())) {
            return rows.next()
                    ? Optional.of(new FenceHolder(
                            rows.getInt("pid"),
                            rows.getString("application"),
                            description(connection, rows),
                            idleSince(rows)))
                    : Optional.empty();
        }
    }

    private static Optional<Instant> idleSince(ResultSet row) throws SQLException {
        long micros = row.getLong("idle_since");
        return row.wasNull() ? Optional.empty() : Optional.of(Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
    }

    private static String description(Connection connection, ResultSet row) throws SQLException {
        String query = RedactedSql.shown(row.getString("query"));
        SessionActivity activity = SessionActivityQuery.of(connection, row.getInt("pid"));
        return Stream.of(
                        row.getString("description"),
                        query.isEmpty() ? "" : "query \"" + query + "\"",
                        activity.indexProgress(),
                        activity.blockers().isEmpty() ? "" : "blocked by " + activity.blockedBy())
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(", "));
    }
}
