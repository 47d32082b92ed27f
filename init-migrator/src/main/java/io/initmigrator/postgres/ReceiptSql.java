package io.initmigrator.postgres;

import io.initmigrator.schema.SqlQuoting;

/** The statements on the table of receipts and on Flyway's history. */
final class ReceiptSql {

    /**
     * Query for a database without receipts. Microseconds, from a double of sufficient precision; a numeric would cost a new
     * session more catalogue look-ups.
     */
    static final String TIME =
            "select (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp()) operator(pg_catalog.*) '1000000')::bigint as now,"
                    + " pg_catalog.pg_is_in_recovery() as replica";

    static final String COLUMNS = """
            (
              history_table pg_catalog.text not null,
              bundle pg_catalog.text not null,
              schema_version pg_catalog.text not null,
              bundle_version pg_catalog.text not null,
              installed_rank integer not null,
              history_rows integer not null,
              history_digest pg_catalog.text not null,
              ahead boolean not null,
              compatible_from pg_catalog.text not null,
              verified_at pg_catalog.timestamptz not null default pg_catalog.clock_timestamp(),
              verified_by pg_catalog.text not null,
              callbacks boolean not null default false,
              module pg_catalog.text not null default '',
              superseded boolean not null default false,
              revisions pg_catalog.text not null default '',
              deferred pg_catalog.text not null default '',
              fingerprint pg_catalog.jsonb,
              primary key (history_table, bundle))
            """;

    private ReceiptSql() {}

    /** Parameters: history table, bundle. One row always. */
    static String shortQuestion(HistoryTable history) {
        return """
                %s, r.schema_version, r.history_digest, r.ahead, r.superseded, r.revisions, h.digest, h.sound, %s as schemas
                from (select %s as digest, pg_catalog.bool_and(success) as sound from %s) h
                left join %s r on r.history_table operator(pg_catalog.=) ?::pg_catalog.text
                  and r.bundle operator(pg_catalog.=) ?::pg_catalog.text
                """.formatted(TIME, schemas(history), digest(""), history.quoted(), history.quotedReceiptTable());
    }

    /** Parameters: history table, history table, bundle. One row always. */
    static String question(HistoryTable history) {
        return TIME
                + """
                , r.schema_version, r.bundle_version, r.ahead, r.superseded, r.revisions, r.module, r.deferred,
                  r.history_rows operator(pg_catalog.<>) h.rows_now
                    or r.history_digest operator(pg_catalog.<>) h.digest
                    or r.installed_rank operator(pg_catalog.>) h.last_rank as changed,
                  r.history_digest operator(pg_catalog.=) ''::pg_catalog.text
                    and r.history_rows operator(pg_catalog.=) h.rows_now
                    and r.installed_rank operator(pg_catalog.<=) h.last_rank as repaired,
                  h.failed, h.taken_away, h.later, h.caught_up,
                  case when h.later operator(pg_catalog.>) bigint '0' or r.ahead then h.versions else '' end as versions,
                  h.later_versions,
                  case when h.later operator(pg_catalog.>) bigint '0' or r.ahead then coalesce((select
                    pg_catalog.string_agg(compatible_from, ' '::pg_catalog.text) from %2$s
                    where history_table operator(pg_catalog.=) ?::pg_catalog.text), '') else '' end as declared
                from (values (1)) as one
                left join %2$s r on r.history_table operator(pg_catalog.=) ?::pg_catalog.text
                  and r.bundle operator(pg_catalog.=) ?::pg_catalog.text%3$s
                left join lateral (select
                    pg_catalog.count(*) filter (where installed_rank operator(pg_catalog.<=) r.installed_rank) as rows_now,
                    %4$s as digest,
                    coalesce(pg_catalog.max(installed_rank), 0) as last_rank,
                    pg_catalog.count(*) filter (where not success and not %6$s) as failed,
                    pg_catalog.count(*) filter (where success and %6$s) as caught_up,
                    pg_catalog.count(*) filter (where installed_rank operator(pg_catalog.>) r.installed_rank
                      and %5$s) as taken_away,
                    pg_catalog.count(*) filter (where installed_rank operator(pg_catalog.>) r.installed_rank
                      and not %6$s) as later,
                    coalesce(pg_catalog.string_agg(version::pg_catalog.text, ' '::pg_catalog.text)
                      filter (where success and not %5$s), '') as versions,
                    coalesce(pg_catalog.string_agg(version::pg_catalog.text, ' '::pg_catalog.text)
                      filter (where installed_rank operator(pg_catalog.>) r.installed_rank and not %6$s), '')
                      as later_versions
                  from %1$s where r.bundle is not null) h on true
                """.formatted(
                                history.quoted(),
                                history.quotedReceiptTable(),
                                inCurrentSchema(history),
                                digest(" filter (where installed_rank operator(pg_catalog.<=) r.installed_rank)"),
                                takesAway(""),
                                caughtUp(""));
    }

    /** Parameters: history table, bundle. */
    static String startedRevisions(HistoryTable history) {
        return """
                select revisions from %s where history_table operator(pg_catalog.=) ?::pg_catalog.text
                  and bundle operator(pg_catalog.=) ?::pg_catalog.text
                """.formatted(history.quotedReceiptTable());
    }

    /** Parameters: history table. A version is empty unless everything but what the receipt lists is recorded. */
    static String deferred(HistoryTable history) {
        return """
                select r.deferred, case when not r.ahead and not exists (select 1 from %1$s h
                    where h.installed_rank operator(pg_catalog.>) r.installed_rank and not %3$s)
                  then r.bundle_version else '' end as version
                from %2$s r where r.history_table operator(pg_catalog.=) ?::pg_catalog.text
                  and r.deferred operator(pg_catalog.<>) ''::pg_catalog.text
                """.formatted(history.quoted(), history.quotedReceiptTable(), caughtUp("h."));
    }

    /**
     * Upgrades a table created by an older init-migrator, which can still use it, since each column has a default or may be null; its
     * receipts are verified again if they lack a digest.
     */
    static String addColumns(HistoryTable history) {
        return """
                alter table %s
                  add column if not exists history_digest pg_catalog.text not null default '',
                  add column if not exists callbacks boolean not null default false,
                  add column if not exists module pg_catalog.text not null default '',
                  add column if not exists superseded boolean not null default false,
                  add column if not exists revisions pg_catalog.text not null default '',
                  add column if not exists deferred pg_catalog.text not null default '',
                  add column if not exists fingerprint pg_catalog.jsonb
                """.formatted(history.quotedReceiptTable());
    }

    /**
     * Callbacks leave no row in the history, so that a new receipt marks the others as superseded.
     * Parameters: history table, bundle, module, whether the bundle has callbacks.
     */
    static String supersede(HistoryTable history) {
        return """
                update %s set superseded = true
                where history_table operator(pg_catalog.=) ?::pg_catalog.text
                  and bundle operator(pg_catalog.<>) ?::pg_catalog.text
                  and module operator(pg_catalog.=) ?::pg_catalog.text
                  and (callbacks or ?::boolean) and not superseded
                """.formatted(history.quotedReceiptTable());
    }

    /**
     * Records a rollout with the bundle that it starts with, unless a migration is running, or another than the deferred scripts
     * has run since. Does not wait, and concurrent rollouts do not exclude each other. Parameters: revision, revision, history table, bundle.
     */
    static String enrol(HistoryTable history, AdvisoryLockKey key) {
        return """
                update %1$s r set revisions = %2$s
                where history_table operator(pg_catalog.=) ?::pg_catalog.text
                  and bundle operator(pg_catalog.=) ?::pg_catalog.text and not superseded
                  and history_rows operator(pg_catalog.=) (select pg_catalog.count(*) from %3$s h where not %4$s)
                  and %5$s
                """.formatted(
                        history.quotedReceiptTable(),
                        enrolled("?::pg_catalog.text"),
                        history.quoted(),
                        caughtUp("h."),
                        key.shareInTransaction());
    }

    /** The revisions of {@code r} plus this one, limited to about a hundred; the oldest is dropped. */
    private static String enrolled(String revision) {
        return """
                case when pg_catalog.strpos(%1$s, pg_catalog.concat(' ', %2$s, ' ')) operator(pg_catalog.>) 0 then r.revisions
                  else pg_catalog.right(pg_catalog.btrim(pg_catalog.concat(r.revisions, ' ', %2$s)), 1000) end
                """.formatted("pg_catalog.concat(' ', r.revisions, ' ')", revision);
    }

    /** Parameters: rank; all columns in order, except the digest and the time. */
    static String upsert(HistoryTable history) {
        return """
                insert into %1$s as r (history_digest, history_table, bundle, schema_version, bundle_version, installed_rank,
                  history_rows, ahead, compatible_from, verified_by, callbacks, module, revisions, deferred)
                values ((select %3$s from %2$s where installed_rank operator(pg_catalog.<=) ?::integer), ?::pg_catalog.text,
                  ?::pg_catalog.text, ?::pg_catalog.text, ?::pg_catalog.text, ?::integer, ?::integer, ?::boolean,
                  ?::pg_catalog.text, ?::pg_catalog.text, ?::boolean, ?::pg_catalog.text, ?::pg_catalog.text,
                  ?::pg_catalog.text)
                on conflict (history_table, bundle) do update set
                  schema_version = excluded.schema_version, bundle_version = excluded.bundle_version,
                  installed_rank = excluded.installed_rank, history_rows = excluded.history_rows,
                  history_digest = excluded.history_digest,
                  ahead = excluded.ahead, compatible_from = excluded.compatible_from,
                  verified_at = pg_catalog.clock_timestamp(), verified_by = excluded.verified_by,
                  callbacks = excluded.callbacks, module = excluded.module, superseded = false, revisions = %4$s,
                  deferred = excluded.deferred
                """.formatted(
                        history.quotedReceiptTable(), history.quoted(), digest(""), enrolled("excluded.revisions"));
    }

    /** Versions applied and not undone or deleted. */
    static String recordedVersions(HistoryTable history) {
        return """
                select distinct version from %1$s h where success and version is not null and not %2$s
                  and not exists (select 1 from %1$s t where t.version::pg_catalog.text operator(pg_catalog.=) h.version::pg_catalog.text
                    and t.installed_rank operator(pg_catalog.>) h.installed_rank and %3$s)
                """.formatted(history.quoted(), takesAway("h."), takesAway("t."));
    }

    /** Parameter: history table. */
    static String doubtAll(HistoryTable history) {
        return "update %s set history_digest = '' where history_table operator(pg_catalog.=) ?::pg_catalog.text"
                .formatted(history.quotedReceiptTable());
    }

    /** Aggregate over the columns of the history that Flyway verifies. Not md5, which some servers disable. */
    private static String digest(String filter) {
        return "pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(coalesce(pg_catalog.string_agg(row(installed_rank,"
                + " version, description, type, script, checksum, success)::pg_catalog.text, ','::pg_catalog.text"
                + " order by installed_rank)" + filter + ", ''), 'UTF8')), 'hex'::pg_catalog.text)";
    }

    /** Condition for a row that undoes or deletes a migration. */
    private static String takesAway(String alias) {
        return "(" + alias + "type::pg_catalog.text operator(pg_catalog.~~) 'UNDO%'::pg_catalog.text or " + alias
                + "type::pg_catalog.text operator(pg_catalog.=) 'DELETE'::pg_catalog.text)";
    }

    /** Condition for a row of a script that receipt {@code r} lists as deferred, one of them a line. */
    private static String caughtUp(String alias) {
        return """
                (%1$sinstalled_rank operator(pg_catalog.>) r.installed_rank and pg_catalog.strpos(
                    pg_catalog.concat(pg_catalog.chr(10), r.deferred, pg_catalog.chr(10)),
                    pg_catalog.concat(pg_catalog.chr(10), %1$schecksum, ' ', %1$sscript, pg_catalog.chr(10)))
                  operator(pg_catalog.>) 0)""".formatted(alias);
    }

    /** Number of schemas in which an unqualified name may be found; if one, it is that of the history. */
    private static String schemas(HistoryTable history) {
        return history.schema().isPresent() ? "1" : "pg_catalog.array_length(pg_catalog.current_schemas(false), 1)";
    }

    /**
     * An unqualified name may resolve to a later schema of the {@code search_path} than Flyway's; such tables belong to another
     * application.
     */
    private static String inCurrentSchema(HistoryTable history) {
        if (history.schema().isPresent()) {
            return "";
        }
        return """

                  and (select pg_catalog.count(*) from pg_catalog.pg_class c
                      join pg_catalog.pg_namespace n on n.oid operator(pg_catalog.=) c.relnamespace
                    where (c.oid operator(pg_catalog.=) r.tableoid
                        or c.oid operator(pg_catalog.=) %s::pg_catalog.regclass::pg_catalog.oid)
                      and n.nspname operator(pg_catalog.=) pg_catalog.current_schema()) operator(pg_catalog.=) bigint '2'
                """.formatted(SqlQuoting.literal(history.quoted()));
    }
}
