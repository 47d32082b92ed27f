package io.initmigrator.postgres;

import io.initmigrator.schema.Quoting;

/** The statements on the journal. */
final class JournalSql {

    /**
     * Parameter: schema. Left out are indexes of partitioned tables, which are invalid until all their parts are attached, and
     * those that somebody is building just now.
     */
    static final String INVALID_INDEXES = """
            select format('%I.%I', n.nspname, c.relname)
            from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
            where not i.indisvalid and c.relkind = 'i' and n.nspname = ?
              and not exists (select 1 from pg_stat_progress_create_index p where p.index_relid = i.indexrelid)
            order by 1
            """;

    /** Parameter: schema. Those of our own role that no constraint stands on: what CREATE INDEX may have made here. */
    static final String OWN_INDEXES = """
            select format('%I.%I', n.nspname, c.relname)
            from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_roles r on r.oid = c.relowner
            where c.relkind = 'i' and not c.relispartition and n.nspname = ? and r.rolname = current_user
              and not exists (select 1 from pg_constraint k where k.conindid = c.oid)
            """;

    /** Parameters: schema, names. Those of our own role that have one of the names, as PostgreSQL cuts them. */
    static final String OWN_INDEXES_NAMED = OWN_INDEXES + " and c.relname = any (?::name[]) order by 1";

    private JournalSql() {}

    /** @param table quoted */
    static String exists(String table) {
        return "select to_regclass(" + Quoting.literal(table) + ") is not null";
    }

    /** No row's worth of it is shown to whom it is not granted. */
    static String isReadable(HistoryTable history) {
        return "select coalesce(has_table_privilege(to_regclass(" + Quoting.literal(history.quotedJournalTable())
                + "), 'select'), false)";
    }

    static String createTable(HistoryTable history) {
        return """
                create table if not exists %s (
                  history_table text not null,
                  script text not null,
                  begun_at timestamptz not null default clock_timestamp(),
                  begun_by text not null,
                  rank_before integer not null,
                  invalid_before text[] not null,
                  indexes_before text[] not null,
                  indexes_named text[] not null default '{}',
                  primary key (history_table, script))
                """.formatted(history.quotedJournalTable());
    }

    static String hasNames(HistoryTable history) {
        return "select exists (select from pg_attribute where attrelid = to_regclass("
                + Quoting.literal(history.quotedJournalTable()) + ") and attname = 'indexes_named')";
    }

    /** To a table that was made before it had them. */
    static String addNames(HistoryTable history) {
        return "alter table %s add column indexes_named text[] not null default '{}'"
                .formatted(history.quotedJournalTable());
    }

    /** Parameters: history table, script, who, indexes invalid by now, our indexes by now, names of those to come. */
    static String begin(HistoryTable history) {
        return """
                insert into %s as j (history_table, script, begun_by, rank_before, invalid_before, indexes_before,
                  indexes_named)
                select ?, ?, ?, coalesce(max(installed_rank), 0), ?, ?, ? from %s
                on conflict (history_table, script) do update set begun_at = clock_timestamp(),
                  begun_by = excluded.begun_by, rank_before = excluded.rank_before,
                  invalid_before = excluded.invalid_before, indexes_before = excluded.indexes_before,
                  indexes_named = excluded.indexes_named
                """.formatted(history.quotedJournalTable(), history.quoted());
    }

    /**
     * Parameter: history table. No names where the table doesn't have them yet.
     *
     * @param recorded what holds for those that the history records
     */
    static String interrupted(HistoryTable history, String recorded) {
        return """
                select script, begun_by, begun_at, invalid_before, indexes_before,
                  array(select jsonb_array_elements_text(to_jsonb(j) -> 'indexes_named')) as indexes_named from %s j
                where history_table = ? and not %s order by begun_at limit 1
                """.formatted(history.quotedJournalTable(), recorded);
    }

    /** Parameter: history table. */
    static String settle(HistoryTable history) {
        return "delete from %s j where history_table = ? and %s"
                .formatted(history.quotedJournalTable(), recorded(history));
    }

    /** Parameters: history table, script. */
    static String forget(HistoryTable history) {
        return "delete from %s where history_table = ? and script = ?".formatted(history.quotedJournalTable());
    }

    static String recorded(HistoryTable history) {
        return "exists (select 1 from %s h where h.script = j.script and h.installed_rank > j.rank_before)"
                .formatted(history.quoted());
    }
}
