package io.initmigrator.postgres;

import io.initmigrator.schema.Quoting;

/** The statements on the table of receipts and on Flyway's history. */
final class ReceiptSql {

    /**
     * All that is left to ask where the table of receipts isn't there. Microseconds, from a double that still tells them apart;
     * a numeric would cost a new session more look-ups.
     */
    static final String TIME =
            "select (date_part('epoch', clock_timestamp()) * '1000000')::bigint as now, pg_is_in_recovery() as replica";

    private ReceiptSql() {}

    /** Parameters: history table, bundle. One row always. */
    static String shortQuestion(HistoryTable history) {
        return """
                %s, r.schema_version, r.history_digest, r.ahead, h.digest, h.sound, %s as schemas
                from (select %s as digest, bool_and(success) as sound from %s) h
                left join %s r on r.history_table = ? and r.bundle = ?
                """.formatted(TIME, schemas(history), digest(""), history.quoted(), history.quotedReceiptTable());
    }

    /** Parameters: history table, history table, bundle. One row always. */
    static String question(HistoryTable history) {
        return TIME
                + """
                , r.schema_version, r.bundle_version, r.ahead, r.history_rows <> h.rows_now
                    or r.history_digest <> h.digest or r.installed_rank > h.last_rank as changed,
                  h.failed, h.taken_away, h.later,
                  case when h.later > 0 or r.ahead then h.versions else '' end as versions, h.later_versions,
                  case when h.later > 0 or r.ahead then coalesce((select string_agg(compatible_from, ' ')
                    from %2$s where history_table = ?), '') else '' end as declared
                from (values (1)) as one
                left join %2$s r on r.history_table = ? and r.bundle = ?%3$s
                left join lateral (select
                    count(*) filter (where installed_rank <= r.installed_rank) as rows_now,
                    %4$s as digest,
                    coalesce(max(installed_rank), 0) as last_rank,
                    count(*) filter (where not success) as failed,
                    count(*) filter (where installed_rank > r.installed_rank
                      and (type like 'UNDO%%' or type = 'DELETE')) as taken_away,
                    count(*) filter (where installed_rank > r.installed_rank) as later,
                    coalesce(string_agg(version, ' ') filter (where success
                      and type not like 'UNDO%%' and type <> 'DELETE'), '') as versions,
                    coalesce(string_agg(version, ' ') filter (where installed_rank > r.installed_rank), '')
                      as later_versions
                  from %1$s where r.bundle is not null) h on true
                """.formatted(
                                history.quoted(),
                                history.quotedReceiptTable(),
                                inCurrentSchema(history),
                                digest(" filter (where installed_rank <= r.installed_rank)"));
    }

    static String createTable(HistoryTable history) {
        return """
                create table if not exists %s (
                  history_table text not null,
                  bundle text not null,
                  schema_version text not null,
                  bundle_version text not null,
                  installed_rank integer not null,
                  history_rows integer not null,
                  history_digest text not null,
                  ahead boolean not null,
                  compatible_from text not null,
                  verified_at timestamptz not null default clock_timestamp(),
                  verified_by text not null,
                  primary key (history_table, bundle))
                """.formatted(history.quotedReceiptTable());
    }

    /** To a table that was made before it had one; what stands there is known no longer, and verified anew. */
    static String addDigest(HistoryTable history) {
        return "alter table %s add column if not exists history_digest text not null default ''"
                .formatted(history.quotedReceiptTable());
    }

    /** Parameters: rank; all columns in their order, but for the digest and the time. */
    static String upsert(HistoryTable history) {
        return """
                insert into %1$s (history_digest, history_table, bundle, schema_version, bundle_version, installed_rank,
                  history_rows, ahead, compatible_from, verified_by)
                values ((select %3$s from %2$s where installed_rank <= ?), ?, ?, ?, ?, ?, ?, ?, ?, ?)
                on conflict (history_table, bundle) do update set
                  schema_version = excluded.schema_version, bundle_version = excluded.bundle_version,
                  installed_rank = excluded.installed_rank, history_rows = excluded.history_rows,
                  history_digest = excluded.history_digest,
                  ahead = excluded.ahead, compatible_from = excluded.compatible_from,
                  verified_at = clock_timestamp(), verified_by = excluded.verified_by
                """.formatted(history.quotedReceiptTable(), history.quoted(), digest(""));
    }

    /** Every version that was applied and not taken away again. */
    static String recordedVersions(HistoryTable history) {
        return """
                select distinct version from %1$s h where success and version is not null and type not like 'UNDO%%'
                  and type <> 'DELETE' and not exists (select 1 from %1$s t where t.version = h.version
                    and t.installed_rank > h.installed_rank and (t.type like 'UNDO%%' or t.type = 'DELETE'))
                """.formatted(history.quoted());
    }

    static String historyExists(HistoryTable history) {
        return exists(history.quoted());
    }

    static String receiptsExist(HistoryTable history) {
        return exists(history.quotedReceiptTable());
    }

    /** Parameter: history table. */
    static String forgetAll(HistoryTable history) {
        return "delete from %s where history_table = ?".formatted(history.quotedReceiptTable());
    }

    private static String exists(String table) {
        return "select to_regclass(" + Quoting.literal(table) + ") is not null";
    }

    /** An aggregate over rows of the history: of all that Flyway verifies. Not md5, which some servers may not compute. */
    private static String digest(String filter) {
        return "encode(sha256(convert_to(coalesce(string_agg(row(installed_rank, version, description, type, script, checksum,"
                + " success)::text,"
                + " ',' order by installed_rank)" + filter + ", ''), 'UTF8')), 'hex')";
    }

    /** In how many an unqualified name may be found; in one, it is that of the history. */
    private static String schemas(HistoryTable history) {
        return history.schema().isPresent() ? "1" : "array_length(current_schemas(false), 1)";
    }

    /**
     * An unqualified name may be found further along the {@code search_path} than where Flyway would keep its history; such
     * tables are somebody else's.
     */
    private static String inCurrentSchema(HistoryTable history) {
        if (history.schema().isPresent()) {
            return "";
        }
        return """

                  and (select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace
                    where c.oid in (r.tableoid, %s::regclass) and n.nspname = current_schema()) = 2
                """.formatted(Quoting.literal(history.quoted()));
    }
}
