package io.initmigrator.postgres;

import io.initmigrator.schema.SqlQuoting;

/** The statements on the journal. */
final class JournalSql {

    /**
     * Excludes indexes of partitioned tables, which are invalid until all partitions are attached, and those that a session works on:
     * it holds a lock on the index, or builds one of the table. Of another role's session, PostgreSQL shows no more than that.
     */
    private static final String INVALID = """
            select pg_catalog.format('%I.%I'::pg_catalog.text, n.nspname, c.relname)
            from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid operator(pg_catalog.=) i.indexrelid
              join pg_catalog.pg_namespace n on n.oid operator(pg_catalog.=) c.relnamespace
            where not i.indisvalid and c.relkind operator(pg_catalog.=) 'i'::pg_catalog."char"
              and n.nspname operator(pg_catalog.=) ?::pg_catalog.text
              and not exists (select 1 from pg_catalog.pg_locks l
                where l.locktype operator(pg_catalog.=) 'relation'::pg_catalog.text and l.granted
                  and l.database operator(pg_catalog.=) (select d.oid from pg_catalog.pg_database d
                    where d.datname operator(pg_catalog.=) pg_catalog.current_database())
                  and (l.relation operator(pg_catalog.=) i.indexrelid and l.mode operator(pg_catalog.=) any
                      (array['ShareUpdateExclusiveLock', 'AccessExclusiveLock']::pg_catalog.text[])
                    or l.relation operator(pg_catalog.=) i.indrelid and l.pid operator(pg_catalog.=) any
                      (select p.pid from pg_catalog.pg_stat_progress_create_index p)))
            """;

    /** Parameter: schema. */
    static final String INVALID_INDEXES = INVALID + " order by 1";

    /** Parameter: schema. The invalid indexes that our role may drop. */
    static final String OWN_INVALID_INDEXES =
            INVALID + " and pg_catalog.pg_has_role(c.relowner, 'usage'::pg_catalog.text) order by 1";

    /** Parameter: schema. */
    static final String INDEXES = """
            select pg_catalog.format('%I.%I'::pg_catalog.text, n.nspname, c.relname)
            from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid operator(pg_catalog.=) c.relnamespace
            where c.relkind operator(pg_catalog.=) 'i'::pg_catalog."char" and not c.relispartition
              and n.nspname operator(pg_catalog.=) ?::pg_catalog.text
            """;

    /**
     * Parameters: schema, names. Valid indexes of our role that back no constraint, with one of the names, truncated as by
     * PostgreSQL: CREATE INDEX may have created them here.
     */
    static final String OWN_INDEXES_NAMED = """
            select pg_catalog.format('%I.%I'::pg_catalog.text, n.nspname, c.relname)
            from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid operator(pg_catalog.=) c.relnamespace
              join pg_catalog.pg_roles r on r.oid operator(pg_catalog.=) c.relowner
              join pg_catalog.pg_index i on i.indexrelid operator(pg_catalog.=) c.oid and i.indisvalid
            where c.relkind operator(pg_catalog.=) 'i'::pg_catalog."char" and not c.relispartition
              and n.nspname operator(pg_catalog.=) ?::pg_catalog.text
              and r.rolname operator(pg_catalog.=) current_user
              and not exists (select 1 from pg_catalog.pg_constraint k where k.conindid operator(pg_catalog.=) c.oid)
              and c.relname operator(pg_catalog.=) any (?::pg_catalog.name[])
            order by 1
            """;

    static final String COLUMNS = """
            (
              history_table pg_catalog.text not null,
              script pg_catalog.text not null,
              begun_at pg_catalog.timestamptz not null default pg_catalog.clock_timestamp(),
              begun_by pg_catalog.text not null,
              rank_before integer not null,
              invalid_before pg_catalog.text[] not null,
              indexes_before pg_catalog.text[] not null,
              indexes_named pg_catalog.text[] not null default '{}',
              primary key (history_table, script))
            """;

    private JournalSql() {}

    static String hasNames(HistoryTable history) {
        return "select exists (select from pg_catalog.pg_attribute where attrelid operator(pg_catalog.=) pg_catalog.to_regclass("
                + SqlQuoting.literal(history.quotedJournalTable())
                + "::pg_catalog.text)::pg_catalog.oid and attname operator(pg_catalog.=) 'indexes_named'::pg_catalog.name)";
    }

    /** Adds the column of names to a table created before it existed. */
    static String addNames(HistoryTable history) {
        return "alter table %s add column indexes_named pg_catalog.text[] not null default '{}'"
                .formatted(history.quotedJournalTable());
    }

    /** Parameters: history table, script, identity, currently invalid indexes, all current indexes, names of those to create. */
    static String begin(HistoryTable history) {
        return """
                insert into %s as j (history_table, script, begun_by, rank_before, invalid_before, indexes_before,
                  indexes_named)
                select ?::pg_catalog.text, ?::pg_catalog.text, ?::pg_catalog.text, coalesce(pg_catalog.max(installed_rank), 0),
                  ?::pg_catalog.text[], ?::pg_catalog.text[], ?::pg_catalog.text[] from %s
                on conflict (history_table, script) do update set begun_at = pg_catalog.clock_timestamp(),
                  begun_by = excluded.begun_by, rank_before = excluded.rank_before,
                  invalid_before = excluded.invalid_before, indexes_before = excluded.indexes_before,
                  indexes_named = excluded.indexes_named
                """.formatted(history.quotedJournalTable(), history.quoted());
    }

    /** Parameter: history table. Without names if the table lacks that column. */
    static String interrupted(HistoryTable history) {
        return """
                select script, begun_by, begun_at, invalid_before, indexes_before,
                  array(select pg_catalog.jsonb_array_elements_text(pg_catalog.to_jsonb(j)
                    operator(pg_catalog.->) 'indexes_named'::pg_catalog.text)) as indexes_named from %s j
                where history_table operator(pg_catalog.=) ?::pg_catalog.text and not %s order by begun_at limit 1
                """.formatted(history.quotedJournalTable(), recorded(history));
    }

    /** Parameter: history table. */
    static String complete(HistoryTable history) {
        return "delete from %s j where history_table operator(pg_catalog.=) ?::pg_catalog.text and %s"
                .formatted(history.quotedJournalTable(), recorded(history));
    }

    /** Parameters: history table, script. */
    static String forget(HistoryTable history) {
        return "delete from %s where history_table operator(pg_catalog.=) ?::pg_catalog.text and script operator(pg_catalog.=) ?::pg_catalog.text"
                .formatted(history.quotedJournalTable());
    }

    private static String recorded(HistoryTable history) {
        return """
                exists (select 1 from %s h where h.script::pg_catalog.text operator(pg_catalog.=) j.script
                  and h.installed_rank operator(pg_catalog.>) j.rank_before)""".formatted(history.quoted());
    }
}
