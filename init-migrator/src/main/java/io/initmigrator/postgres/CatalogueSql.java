package io.initmigrator.postgres;

/**
 * The objects of the migrated schemas, each with its definition. Names are not qualified: only {@code pg_catalog} is in the
 * {@code search_path}, so that PostgreSQL qualifies all others in definitions.
 *
 * <p>Left out is what changes without a migration: partitions and what is on them, objects of extensions, indexes that are being
 * built, the history and our own tables; and what a definition does not say: owners, privileges, comments, storage parameters,
 * the order of columns.
 */
final class CatalogueSql {

    /** Makes definitions the same for every role and session. Ends with the transaction. */
    static final String SETTINGS = """
            set local search_path = pg_catalog, pg_temp; set local quote_all_identifiers = off; set local timezone = 'UTC';
            set local datestyle = 'ISO'; set local intervalstyle = 'postgres'; set local bytea_output = 'hex';
            set local extra_float_digits = 1; set local lock_timeout = '1s'; set local statement_timeout = '3s'""";

    private static final String RELATIONS = """
            spaces as materialized (select oid, nspname from pg_namespace where nspname = any (?::text[])),
            relations as materialized (
              select c.oid, c.relkind, c.relpersistence, c.relrowsecurity, c.relforcerowsecurity, c.reloptions, n.nspname,
                format('%I.%I', n.nspname, c.relname) as name
              from pg_class c join spaces n on n.oid = c.relnamespace
              where c.relkind in ('r', 'p', 'f', 'v', 'm') and not c.relispartition
                and not (n.nspname = ? and c.relname = any (?::text[]))
                and not exists (select from pg_depend d
                  where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')),
            tables as (select * from relations where relkind in ('r', 'p', 'f')),
            """;

    private static final String TABLES = """
            select case relkind when 'f' then 'foreign table' else 'table' end as kind, name,
              concat_ws(' ', relkind, relpersistence, pg_get_partkeydef(oid), relrowsecurity, relforcerowsecurity,
                (select string_agg(i.inhparent::regclass::text, ', ' order by i.inhseqno)
                  from pg_inherits i where i.inhrelid = tables.oid)) as definition
            from tables
            union all
            select case relkind when 'm' then 'materialized view' else 'view' end, name,
              concat_ws(' ', case when relkind = 'v' then reloptions end, pg_get_viewdef(oid))
            from relations where relkind in ('v', 'm')
            union all
            select 'column', concat(t.name, '.', quote_ident(a.attname)),
              concat_ws(' ', format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated,
                pg_get_expr(d.adbin, d.adrelid),
                (select o.collname from pg_collation o where o.oid = a.attcollation))
            from tables t join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
              left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
            union all
            select 'constraint', concat(t.name, '.', quote_ident(k.conname)), pg_get_constraintdef(k.oid)
            from tables t join pg_constraint k on k.conrelid = t.oid
            where k.contype in ('c', 'f', 'p', 'u', 'x') and k.conparentid = 0
            union all
            select 'index', format('%I.%I', t.nspname, i.relname),
              concat_ws(' ', pg_get_indexdef(i.oid), case when not x.indisvalid then 'invalid' end)
            from relations t join pg_index x on x.indrelid = t.oid join pg_class i on i.oid = x.indexrelid
            where not i.relispartition
              and not exists (select from pg_constraint k where k.conindid = i.oid and k.contype in ('p', 'u', 'x'))
              and not exists (select from pg_stat_progress_create_index p where p.index_relid = i.oid)
            union all
            select 'trigger', concat(t.name, '.', quote_ident(g.tgname)), concat_ws(' ', pg_get_triggerdef(g.oid), g.tgenabled)
            from relations t join pg_trigger g on g.tgrelid = t.oid and not g.tgisinternal
            union all
            select 'rule', concat(t.name, '.', quote_ident(w.rulename)), concat_ws(' ', pg_get_ruledef(w.oid), w.ev_enabled)
            from relations t join pg_rewrite w on w.ev_class = t.oid and w.rulename <> '_RETURN'
            union all
            select 'policy', concat(t.name, '.', quote_ident(p.polname)),
              concat_ws(' ', p.polcmd, p.polpermissive,
                (select string_agg(case r when 0 then 'public' else pg_get_userbyid(r)::text end, ', ' order by r)
                  from unnest(p.polroles) r),
                pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))
            from tables t join pg_policy p on p.polrelid = t.oid
            """;

    private static final String OTHERS = """
            select 'sequence', format('%I.%I', n.nspname, c.relname),
              concat_ws(' ', s.seqtypid::regtype, s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle)
            from pg_class c join spaces n on n.oid = c.relnamespace join pg_sequence s on s.seqrelid = c.oid
            where not exists (select from pg_depend d
              where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype in ('e', 'i'))
            union all
            select case t.typtype when 'd' then 'domain' else 'type' end, format('%I.%I', n.nspname, t.typname),
              concat_ws(' ', t.typtype,
                (select string_agg(quote_literal(e.enumlabel), ', ' order by e.enumsortorder)
                  from pg_enum e where e.enumtypid = t.oid),
                (select string_agg(concat_ws(' ', quote_ident(a.attname), format_type(a.atttypid, a.atttypmod)), ', '
                  order by a.attnum) from pg_attribute a where a.attrelid = c.oid and not a.attisdropped),
                (select concat_ws(' ', r.rngsubtype::regtype, r.rngcollation, r.rngsubopc, r.rngcanonical, r.rngsubdiff)
                  from pg_range r where r.rngtypid = t.oid),
                case when t.typtype = 'd' then concat_ws(' ', format_type(t.typbasetype, t.typtypmod), t.typnotnull,
                  t.typdefault, t.typcollation) end,
                (select string_agg(concat_ws(' ', k.conname, pg_get_constraintdef(k.oid)), ', ' order by k.conname)
                  from pg_constraint k where k.contypid = t.oid and k.contype = 'c'))
            from pg_type t join spaces n on n.oid = t.typnamespace left join pg_class c on c.oid = t.typrelid
            where (t.typtype in ('e', 'd', 'r') or c.relkind = 'c')
              and not exists (select from pg_depend d
                where d.classid = 'pg_type'::regclass and d.objid = t.oid and d.deptype = 'e')
            union all
            select case p.prokind when 'p' then 'procedure' when 'a' then 'aggregate' else 'function' end,
              format('%I.%I(%s)', n.nspname, p.proname, oidvectortypes(p.proargtypes)),
              case when p.prokind <> 'a' then pg_get_functiondef(p.oid) else
                (select concat_ws(' ', pg_get_function_result(p.oid), p.proparallel, g.aggkind, g.aggtransfn, g.aggfinalfn,
                  g.aggcombinefn, g.aggtranstype::regtype, g.agginitval, g.aggsortop::regoperator)
                  from pg_aggregate g where g.aggfnoid = p.oid) end
            from pg_proc p join spaces n on n.oid = p.pronamespace
            where not exists (select from pg_depend d
              where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype in ('e', 'i'))
            """;

    /** Common table expressions that end with {@code digests (key, digest)}. Parameters: schemas, schema and names of our tables. */
    static final String DIGESTS = "with " + RELATIONS + "objects as (" + TABLES + "union all\n" + OTHERS + """
            ), digests as (select concat(kind, ':', name) as key,
              left(encode(sha256(convert_to(definition, 'UTF8')), 'hex'), 16) as digest from objects)
            """;

    private CatalogueSql() {}
}
