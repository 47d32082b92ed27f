package io.initmigrator.postgres;

/**
 * The query for objects on which the application's role lacks a privilege.
 *
 * <p>An object counts as <em>decided</em> if somebody granted or revoked privileges on it individually: it has an access list,
 * other than what default privileges, if there are any, give to a new object. A privilege is <em>expected</em> on a kind of object if the role
 * has it on more of them than there are decided ones without it. Missing is what is expected on an object that is not decided.
 *
 * <p>Left out are objects of the role itself, those of extensions, partitions, sequences of identity columns, trigger functions,
 * and schemas that the role cannot use at all.
 */
final class AppPrivilegesSql {

    private static final String ROLE = """
            app as (select r.oid, r.rolname from pg_catalog.pg_roles r
              where r.rolname::pg_catalog.text operator(pg_catalog.=) ?::pg_catalog.text),
            spaces as (select n.oid, n.nspname, pg_catalog.has_schema_privilege(app.oid, n.oid, 'USAGE') as usable
              from pg_catalog.pg_namespace n cross join app
              where n.nspname::pg_catalog.text operator(pg_catalog.=) any (?::pg_catalog.text[]))
            """;

    /** Kind for {@code GRANT}, kind for people, type of object for the defaults, qualified name. */
    private static final String OBJECTS = """
            relations as (select c.oid, n.oid as space, n.nspname, n.usable, c.relowner as owner, c.relacl as acl,
                k.kind, k.word, k.type,
                pg_catalog.format('%I.%I', n.nspname, c.relname) as name,
                exists (select from pg_catalog.pg_attribute a where a.attrelid operator(pg_catalog.=) c.oid
                  and a.attacl is not null) as by_column
              from pg_catalog.pg_class c join spaces n on n.oid operator(pg_catalog.=) c.relnamespace join (values
                  ('r'::pg_catalog."char", 'TABLE', 'table', 'r'::pg_catalog."char"), ('p', 'TABLE', 'table', 'r'),
                  ('v', 'TABLE', 'view', 'r'), ('m', 'TABLE', 'materialized view', 'r'),
                  ('f', 'TABLE', 'foreign table', 'r'), ('S', 'SEQUENCE', 'sequence', 'S'))
                  as k(relkind, kind, word, type) on k.relkind operator(pg_catalog.=) c.relkind
              where not c.relispartition
                and not (n.nspname::pg_catalog.text operator(pg_catalog.=) ?::pg_catalog.text
                  and c.relname::pg_catalog.text operator(pg_catalog.=) any (?::pg_catalog.text[]))
                and not exists (select from pg_catalog.pg_depend d
                  where d.classid operator(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid
                    and d.objid operator(pg_catalog.=) c.oid
                    and (d.deptype operator(pg_catalog.=) 'e'::pg_catalog."char"
                      or c.relkind operator(pg_catalog.=) 'S'::pg_catalog."char"
                        and d.deptype operator(pg_catalog.=) 'i'::pg_catalog."char"))),
            routines as (select p.oid, n.oid as space, n.nspname, n.usable, p.proowner as owner, p.proacl as acl,
                case when p.prokind operator(pg_catalog.=) 'p'::pg_catalog."char" then 'PROCEDURE' else 'FUNCTION' end as kind,
                case when p.prokind operator(pg_catalog.=) 'p'::pg_catalog."char" then 'procedure' else 'function' end as word,
                'f'::pg_catalog."char" as type,
                pg_catalog.format('%I.%I(%s)', n.nspname, p.proname, (select coalesce(pg_catalog.string_agg(
                    pg_catalog.format_type(a.type, null), ', ' order by a.position), '')
                  from pg_catalog.unnest(p.proargtypes) with ordinality as a(type, position))) as name,
                false as by_column
              from pg_catalog.pg_proc p join spaces n on n.oid operator(pg_catalog.=) p.pronamespace
              where p.prorettype operator(pg_catalog.<>) 'pg_catalog.trigger'::pg_catalog.regtype::pg_catalog.oid
                and p.prorettype operator(pg_catalog.<>) 'pg_catalog.event_trigger'::pg_catalog.regtype::pg_catalog.oid
                and not exists (select from pg_catalog.pg_depend d
                  where d.classid operator(pg_catalog.=) 'pg_catalog.pg_proc'::pg_catalog.regclass::pg_catalog.oid
                    and d.objid operator(pg_catalog.=) p.oid
                    and d.deptype operator(pg_catalog.=) any ('{e,i}'::pg_catalog."char"[]))),
            objects as (select o.* from (select * from relations union all select * from routines) o cross join app
              where not pg_catalog.pg_has_role(app.oid, o.owner, 'USAGE'))
            """;

    /** A privilege on at least one column counts. A view is written to by few, so that only reading it is compared. */
    private static final String PRIVILEGES = """
            granted as (select o.*, p.privilege, p.position, case
                when o.kind operator(pg_catalog.=) 'SEQUENCE'
                  then pg_catalog.has_sequence_privilege(app.oid, o.oid, p.privilege)
                when o.kind operator(pg_catalog.<>) 'TABLE'
                  then pg_catalog.has_function_privilege(app.oid, o.oid, p.privilege)
                when p.privilege operator(pg_catalog.=) 'DELETE'
                  then pg_catalog.has_table_privilege(app.oid, o.oid, p.privilege)
                else pg_catalog.has_any_column_privilege(app.oid, o.oid, p.privilege) end as held,
              o.by_column or o.acl is not null and (not exists (select from pg_catalog.pg_default_acl d
                  where d.defaclrole operator(pg_catalog.=) o.owner and d.defaclobjtype operator(pg_catalog.=) o.type
                    and (d.defaclnamespace operator(pg_catalog.=) '0'::pg_catalog.oid
                      or d.defaclnamespace operator(pg_catalog.=) o.space))
                or exists (%1$s)) as decided
              from objects o cross join app join (values
                ('TABLE', 'SELECT', 1), ('TABLE', 'INSERT', 2), ('TABLE', 'UPDATE', 3), ('TABLE', 'DELETE', 4),
                ('SEQUENCE', 'USAGE', 1), ('SEQUENCE', 'SELECT', 2), ('SEQUENCE', 'UPDATE', 3),
                ('FUNCTION', 'EXECUTE', 1), ('PROCEDURE', 'EXECUTE', 1)) as p(kind, privilege, position)
                on p.kind operator(pg_catalog.=) o.kind
                  and (p.privilege operator(pg_catalog.=) 'SELECT' or o.kind operator(pg_catalog.<>) 'TABLE'
                    or o.word operator(pg_catalog.=) 'table')),
            used as (select g.* from (select h.*, h.usable
                or pg_catalog.bool_or(h.held and h.kind operator(pg_catalog.=) 'TABLE') over (partition by h.space) as in_use
              from granted h) g where g.in_use),
            expected as (select u.type, u.privilege, u.position from used u group by u.type, u.privilege, u.position
              having pg_catalog.count(*) filter (where u.held)
                operator(pg_catalog.>) pg_catalog.count(*) filter (where u.decided and not u.held))
            """.formatted(differs("o.acl", defaults("o.owner", "o.space", "o.type")));

    private static final String ALL = "with " + ROLE + "," + OBJECTS + "," + PRIVILEGES;

    /** Parameters: role, schemas, schema of the history, tables to leave out. One row at least. */
    static final String MISSING = ALL + """
            , missing as (
              select 1 as part, u.nspname, u.name, u.word, pg_catalog.format('GRANT %s ON %s %s TO %I',
                  pg_catalog.string_agg(u.privilege, ', ' order by u.position), u.kind, u.name, app.rolname) as statement
                from used u cross join app join expected e
                  on e.type operator(pg_catalog.=) u.type and e.privilege operator(pg_catalog.=) u.privilege
                where not u.held and not u.decided group by u.oid, u.nspname, u.name, u.word, u.kind, app.rolname
              union all
              select distinct 0, u.nspname, pg_catalog.format('%I', u.nspname), 'schema',
                  pg_catalog.format('GRANT USAGE ON SCHEMA %I TO %I', u.nspname, app.rolname)
                from used u cross join app where not u.usable)
            select app.oid is not null as known, m.word, m.name, m.statement
            from (values (1)) as one left join app on true left join missing m on true
            order by m.nspname, m.part, m.word, m.name
            """;

    /** Privileges that a new object of the session's role in the schema of the history lacks. The same parameters, and that schema. */
    static final String MISSING_DEFAULTS = ALL + """
            , lacking as (select e.type, n.nspname, app.rolname, me.rolname as owner,
                pg_catalog.string_agg(e.privilege, ', ' order by e.position) as privileges
              from expected e cross join app
                join pg_catalog.pg_roles me on me.rolname operator(pg_catalog.=) current_user
                join pg_catalog.pg_namespace n on n.nspname::pg_catalog.text operator(pg_catalog.=) ?::pg_catalog.text
              where not pg_catalog.pg_has_role(app.oid, me.oid, 'USAGE') and not exists (select from (%s) d
                where d.privilege_type operator(pg_catalog.=) e.privilege
                  and (d.grantee operator(pg_catalog.=) '0'::pg_catalog.oid
                    or pg_catalog.pg_has_role(app.oid, d.grantee, 'USAGE')))
              group by e.type, n.nspname, app.rolname, me.rolname)
            select k.kind, l.owner, pg_catalog.format('ALTER DEFAULT PRIVILEGES FOR ROLE %%I IN SCHEMA %%I GRANT %%s ON %%s TO %%I',
              l.owner, l.nspname, l.privileges, k.kind, l.rolname) as statement
            from lacking l join (values ('r'::pg_catalog."char", 'TABLES', 1), ('S', 'SEQUENCES', 2), ('f', 'FUNCTIONS', 3))
              as k(type, kind, position) on k.type operator(pg_catalog.=) l.type
            order by k.position
            """.formatted(defaults("me.oid", "n.oid", "e.type"));

    private AppPrivilegesSql() {}

    /** Entries of the access list of a new object: those for all schemas replace PostgreSQL's, those for one schema add to them. */
    private static String defaults(String owner, String space, String type) {
        String own = "(select d.defaclacl from pg_catalog.pg_default_acl d where d.defaclrole operator(pg_catalog.=) "
                + owner + " and d.defaclobjtype operator(pg_catalog.=) " + type
                + " and d.defaclnamespace operator(pg_catalog.=) ";
        return "select x.grantee, x.privilege_type, x.is_grantable from pg_catalog.aclexplode(coalesce(" + own
                + "'0'::pg_catalog.oid), pg_catalog.acldefault(case when " + type
                + " operator(pg_catalog.=) 'S'::pg_catalog.\"char\" then 's'::pg_catalog.\"char\" else " + type
                + " end, "
                + owner + "))) x union select x.grantee, x.privilege_type, x.is_grantable"
                + " from pg_catalog.aclexplode(" + own + space + ")) x";
    }

    private static String differs(String acl, String defaults) {
        String actual = "select x.grantee, x.privilege_type, x.is_grantable from pg_catalog.aclexplode(" + acl + ") x";
        return "(" + actual + " except (" + defaults + ")) union all ((" + defaults + ") except " + actual + ")";
    }
}
