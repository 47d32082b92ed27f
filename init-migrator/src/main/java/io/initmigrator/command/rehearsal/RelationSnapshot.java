package io.initmigrator.command.rehearsal;

import io.initmigrator.lint.report.LockMode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The relations of users at one moment, with the locks of this session and its statistics of the running transaction. */
final class RelationSnapshot {

    private static final String QUERY = """
            select coalesce(c.oid, l.relation)::bigint, c.nspname, c.relname, c.relkind, c.visible, c.relfilenode::bigint,
              l.modes, c.indrelid::bigint, c.scans, c.tuples
            from (
              select c.oid, n.nspname, c.relname, c.relkind, pg_catalog.pg_table_is_visible(c.oid) as visible, c.relfilenode,
                x.indrelid, pg_catalog.pg_stat_get_xact_numscans(c.oid) as scans,
                pg_catalog.pg_stat_get_xact_tuples_returned(c.oid) as tuples
              from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                left join pg_catalog.pg_index x on x.indexrelid = c.oid
              where c.relkind in ('r', 'p', 'v', 'm', 'f', 'i', 'S')
                and n.nspname <> 'information_schema' and n.nspname not like 'pg\\_%') c
            full join (
              select l.relation, pg_catalog.string_agg(l.mode, ',') as modes
              from pg_catalog.pg_locks l
              where l.pid = pg_catalog.pg_backend_pid() and l.locktype = 'relation' and l.granted and l.relation >= 16384
                and l.database = (select d.oid from pg_catalog.pg_database d where d.datname = pg_catalog.current_database())
              group by l.relation) l on l.relation = c.oid""";

    private final Map<Long, RelationState> relations;

    /**
     * One relation.
     *
     * @param relation null if it was dropped, or is not one of users
     * @param file changes when the relation is rewritten
     * @param lock the strongest of this session; null if there is none
     * @param table of an index; 0 of anything else
     */
    record RelationState(
            @Nullable MeasuredRelation relation,
            String kind,
            long file,
            @Nullable LockMode lock,
            long table,
            long scans,
            long rows) {

        boolean isSequence() {
            return kind.equals("S");
        }

        boolean isIndex() {
            return kind.equals("i");
        }
    }

    private RelationSnapshot(Map<Long, RelationState> relations) {
        this.relations = relations;
    }

    static RelationSnapshot take(Connection connection) throws SQLException {
        Map<Long, RelationState> relations = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(QUERY)) {
            while (row.next()) {
                relations.put(row.getLong(1), state(row));
            }
        }
        return new RelationSnapshot(relations);
    }

    private static RelationState state(ResultSet row) throws SQLException {
        String name = row.getString(3);
        return new RelationState(
                name == null ? null : new MeasuredRelation(row.getString(2), name, row.getBoolean(5)),
                name == null ? "" : row.getString(4),
                row.getLong(6),
                strongest(row.getString(7)),
                row.getLong(8),
                row.getLong(9),
                row.getLong(10));
    }

    /** @param modes as in {@code pg_locks}: {@code AccessShareLock,AccessExclusiveLock} */
    private static @Nullable LockMode strongest(@Nullable String modes) {
        return modes == null
                ? null
                : Stream.of(modes.split(",", -1))
                        .map(mode -> LockMode.of(mode.replaceAll("Lock$", "")
                                .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
                                .toUpperCase(Locale.ROOT)))
                        .reduce(LockMode::orStronger)
                        .orElse(null);
    }

    Map<Long, RelationState> relations() {
        return relations;
    }

    /** Null if there is none of that oid. */
    @Nullable
    RelationState of(long oid) {
        return relations.get(oid);
    }

    /** Tables, views and sequences. */
    Set<MeasuredRelation> tables() {
        return relations.values().stream()
                .filter(state -> !state.isIndex())
                .map(RelationState::relation)
                .flatMap(Stream::ofNullable)
                .collect(Collectors.toSet());
    }
}
