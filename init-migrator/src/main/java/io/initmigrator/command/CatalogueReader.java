package io.initmigrator.command;

import io.initmigrator.lint.DatabaseCatalogue;
import io.initmigrator.lint.DatabaseCatalogue.RelationSize;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.sql.DataSource;

/** Reads the catalogue in one short transaction that cannot write and waits for nobody for long. */
final class CatalogueReader {

    /** Of users alone; PostgreSQL's own schemas hold nothing that a migration changes. */
    private static final String OF_USERS = " n.nspname <> 'information_schema' and n.nspname not like 'pg\\_%'";

    private static final String TYPES = """
        select n.nspname, t.typname, t.typtype, format_type(t.typbasetype, t.typtypmod), t.typnotnull,
          t.typdefault, exists (select 1 from pg_constraint k where k.contypid = t.oid and k.contype = 'c')
        from pg_type t join pg_namespace n on n.oid = t.typnamespace left join pg_class c on c.oid = t.typrelid
        where (t.typtype in ('e', 'd', 'r') or c.relkind = 'c') and\
        """ + OF_USERS + """
          and not exists (select 1 from pg_depend d
            where d.classid = 'pg_type'::regclass and d.objid = t.oid and d.deptype = 'e')
        order by t.oid\
        """;

    private static final String FUNCTIONS = """
        select concat('CREATE ', case p.prokind when 'f' then 'FUNCTION ' else 'PROCEDURE ' end,
          quote_ident(n.nspname), '.', quote_ident(p.proname), '(', oidvectortypes(p.proargtypes), ')',
          case when p.prokind = 'f' then ' RETURNS ' end, case when p.proretset then 'SETOF ' end,
          case when p.prokind = 'f' then 'void' end, ' LANGUAGE ', quote_ident(l.lanname),
          case p.provolatile when 'v' then ' VOLATILE' else ' STABLE' end, case when p.proisstrict then ' STRICT' end,
          case when p.prosecdef then ' SECURITY DEFINER' end, case when p.proconfig is not null then ' SET a = b' end),
          case when l.lanname in ('sql', 'plpgsql') then p.prosrc else '' end
        from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_language l on l.oid = p.prolang
        where p.prokind in ('f', 'p') and\
        """ + OF_USERS + " order by p.oid";

    /** Of identity and serial columns. */
    private static final String SEQUENCES = """
        select d.objid, d.refobjid, a.attname
        from pg_depend d join pg_class s on s.oid = d.objid and s.relkind = 'S'
          join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
        where d.classid = 'pg_class'::regclass and d.refclassid = 'pg_class'::regclass and d.deptype in ('a', 'i')
        order by d.objid\
        """;

    private static final String TRIGGERS = """
        select pg_get_triggerdef(t.oid)
        from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
        where not t.tgisinternal and\
        """ + OF_USERS + " order by t.oid";

    /** Default privileges on objects of other roles that those of this role lack. */
    private static final String MISSING_DEFAULTS = """
        with acl as (
          select d.defaclrole, d.defaclnamespace, d.defaclobjtype, x.grantee, x.privilege_type
          from pg_default_acl d cross join aclexplode(d.defaclacl) x
          where d.defaclobjtype in ('r', 'S') and x.grantee <> d.defaclrole)
        select case a.defaclobjtype when 'r' then 'TABLES' else 'SEQUENCES' end, me.rolname, quote_ident(me.rolname),
          string_agg(distinct o.rolname, ', '), case a.grantee when 0 then 'PUBLIC' else quote_ident(g.rolname) end,
          concat(' IN SCHEMA ' || quote_ident(n.nspname)), string_agg(distinct a.privilege_type, ', ')
        from acl a join pg_roles me on me.rolname = current_user and me.oid <> a.defaclrole
          join pg_roles o on o.oid = a.defaclrole left join pg_roles g on g.oid = a.grantee
          left join pg_namespace n on n.oid = a.defaclnamespace
        where a.grantee <> me.oid and (g.oid is not null or a.grantee = 0) and not exists (select from acl b
          where b.defaclrole = me.oid and b.defaclnamespace in (0, a.defaclnamespace)
            and b.defaclobjtype = a.defaclobjtype and b.privilege_type = a.privilege_type and b.grantee in (0, a.grantee))
        group by 1, 2, 3, 5, 6 order by 1, 6, 5\
        """;

    private static final String COLUMNS =
            """
                select c.oid, n.nspname, c.relname, c.relkind, case when c.relkind = 'p' then pg_get_partkeydef(c.oid) end,
                  a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated,
                  pg_get_expr(d.adbin, d.adrelid), c.reltuples,
                  (select sum(i.relpages) from pg_class i where i.oid = c.oid or i.oid = c.reltoastrelid
                    or i.oid in (select x.indexrelid from pg_index x where x.indrelid = c.oid))
                    * current_setting('block_size')::bigint,
                  case when c.relkind in ('v', 'm') and a.attnum is not distinct from 1 then pg_get_viewdef(c.oid) end
                from pg_class c join pg_namespace n on n.oid = c.relnamespace
                  left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                  left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
                where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S') and\
                """ + OF_USERS + " order by array_position(?::text[]," + " n.nspname::text), c.oid, a.attnum";

    private static final String PARENTS = """
        select i.inhparent, i.inhrelid, c.relispartition, pg_get_expr(c.relpartbound, c.oid)
        from pg_inherits i join pg_class c on c.oid = i.inhrelid where c.relkind in ('r', 'p', 'f')
        order by i.inhrelid, i.inhseqno\
        """;

    private static final String CONSTRAINTS = """
        select k.conrelid, k.conname, pg_get_constraintdef(k.oid)
        from pg_constraint k join pg_namespace n on n.oid = k.connamespace
        where k.conrelid <> 0 and k.contype in ('p', 'u', 'c', 'f', 'x') and\
        """ + OF_USERS + " order by k.contype" + " = 'f', k.oid";

    private static final String INDEXES = """
        select pg_get_indexdef(x.indexrelid)
        from pg_index x join pg_class i on i.oid = x.indexrelid join pg_namespace n on n.oid = i.relnamespace
        where not exists (select 1 from pg_constraint k where k.conindid = x.indexrelid and k.contype in ('p', 'u', 'x'))
          and\
        """ + OF_USERS + " order by x.indexrelid";

    private final Connection connection;
    private final StringBuilder sql = new StringBuilder();
    private final Map<Long, String> names = new LinkedHashMap<>();
    private final List<RelationSize> sizes = new ArrayList<>();

    private CatalogueReader(Connection connection) {
        this.connection = connection;
    }

    /**
     * What was read.
     *
     * @param missingDefaults of this session's role
     */
    record Contents(DatabaseCatalogue catalogue, List<MissingDefaults> missingDefaults) {}

    /**
     * Default privileges on objects of other roles that those of this role lack: a script that this role runs creates objects
     * which somebody may expect to be granted.
     *
     * @param objects {@code TABLES} or {@code SEQUENCES}
     * @param owners the other roles
     * @param grantee as in SQL
     * @param statement the {@code ALTER DEFAULT PRIVILEGES} that declares them for this role too
     */
    record MissingDefaults(String objects, String owner, String owners, String grantee, String statement) {

        private static MissingDefaults of(ResultSet row) throws SQLException {
            String statement = "ALTER DEFAULT PRIVILEGES FOR ROLE " + row.getString(3) + row.getString(6) + " GRANT "
                    + row.getString(7) + " ON " + row.getString(1) + " TO " + row.getString(5);
            return new MissingDefaults(
                    row.getString(1), row.getString(2), row.getString(4), row.getString(5), statement);
        }
    }

    /** @throws SQLException if the database does not show its catalogue, or not in time */
    static Contents read(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                return new CatalogueReader(connection).read();
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    private Contents read() throws SQLException {
        int version = connection.getMetaData().getDatabaseMajorVersion();
        String zone = single("select pg_catalog.current_setting('TimeZone')");
        String visible = single("select pg_catalog.current_schemas(false)::pg_catalog.text");
        try (Statement statement = connection.createStatement()) {
            statement.execute("set local statement_timeout = '5s'");
            statement.execute("set local lock_timeout = '1s'");
            statement.execute("set local search_path = pg_catalog, pg_temp");
        }
        readTypes();
        forEach(
                FUNCTIONS,
                row -> append(row.getString(1) + " AS '" + row.getString(2).replace("'", "''") + "'"));
        readRelations(visible);
        forEach(PARENTS, this::addParent);
        forEach(CONSTRAINTS, this::addConstraint);
        forEach(INDEXES, row -> append(row.getString(1)));
        forEach(TRIGGERS, row -> append(row.getString(1)));
        forEach(SEQUENCES, this::addOwner);
        List<MissingDefaults> missingDefaults = new ArrayList<>();
        forEach(MISSING_DEFAULTS, row -> missingDefaults.add(MissingDefaults.of(row)));
        return new Contents(new DatabaseCatalogue(sql.toString(), sizes, zone, version), missingDefaults);
    }

    private void readTypes() throws SQLException {
        forEach(TYPES, row -> {
            String name = quoted(row.getString(1)) + "." + quoted(row.getString(2));
            append(
                    switch (row.getString(3)) {
                        case "e" -> "CREATE TYPE " + name + " AS ENUM ()";
                        case "d" ->
                            "CREATE DOMAIN " + name + " AS " + row.getString(4)
                                    + (row.getBoolean(5) ? " NOT NULL" : "")
                                    + (row.getString(6) == null ? "" : " DEFAULT " + defaultOf(row.getString(6)))
                                    + (row.getBoolean(7) ? " CHECK (true)" : "");
                        default -> "CREATE TYPE " + name + " AS ()";
                    });
        });
    }

    /** An expression, or a value that PostgreSQL shows without its quotes. */
    private static String defaultOf(String text) {
        return text.endsWith(")") || text.contains("::") || text.startsWith("'") ? "(" + text + ")" : "''";
    }

    private void readRelations(String visible) throws SQLException {
        Set<String> inPath =
                new HashSet<>(List.of(visible.replaceAll("[{}\"]", "").split(",", -1)));
        Set<String> taken = new HashSet<>();
        Map<Long, Relation> relations = new LinkedHashMap<>();
        try (PreparedStatement query = connection.prepareStatement(COLUMNS)) {
            query.setString(1, visible);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    Relation relation = relations.get(row.getLong(1));
                    if (relation == null) {
                        boolean bare = inPath.contains(row.getString(2)) && taken.add(row.getString(3));
                        relation = relation(row, bare ? "" : row.getString(2));
                        relations.put(row.getLong(1), relation);
                    }
                    if (row.getString(6) != null) {
                        relation.columns().add(column(row));
                    }
                }
            }
        }
        relations.forEach((oid, relation) -> {
            names.put(oid, relation.name());
            append(relation.sql());
        });
    }

    private Relation relation(ResultSet row, String schema) throws SQLException {
        sizes.add(new RelationSize(schema, row.getString(3), row.getLong(12), row.getLong(13)));
        String key = row.getString(5);
        return new Relation(
                (schema.isEmpty() ? "" : quoted(schema) + ".") + quoted(row.getString(3)),
                row.getString(4),
                key == null ? Objects.requireNonNullElse(row.getString(14), "") : " PARTITION BY " + key,
                new ArrayList<>());
    }

    private record Relation(String name, String kind, String tail, List<String> columns) {

        String sql() {
            return switch (kind) {
                case "v" -> "CREATE VIEW " + name + " AS " + tail;
                case "m" -> "CREATE MATERIALIZED VIEW " + name + " AS " + tail;
                case "S" -> "CREATE SEQUENCE " + name;
                default -> "CREATE TABLE " + name + " (" + String.join(", ", columns) + ")" + tail;
            };
        }
    }

    private static String column(ResultSet row) throws SQLException {
        String value = row.getString(11);
        String tail = "";
        if (!row.getString(9).isEmpty()) {
            tail = " GENERATED BY DEFAULT AS IDENTITY";
        } else if (!row.getString(10).isEmpty()) {
            tail = " GENERATED ALWAYS AS (0)" + (row.getString(10).equals("s") ? " STORED" : " VIRTUAL");
        } else if (value != null) {
            tail = " DEFAULT (" + value + ")";
        }
        return quoted(row.getString(6)) + " " + row.getString(7) + (row.getBoolean(8) ? " NOT NULL" : "") + tail;
    }

    private void addParent(ResultSet row) throws SQLException {
        String parent = names.get(row.getLong(1));
        String child = names.get(row.getLong(2));
        if (parent != null && child != null) {
            if (row.getBoolean(3)) {
                append("ALTER TABLE " + parent + " ATTACH PARTITION " + child + " " + row.getString(4));
            } else {
                append("ALTER TABLE " + child + " INHERIT " + parent);
            }
        }
    }

    private void addConstraint(ResultSet row) throws SQLException {
        String table = names.get(row.getLong(1));
        if (table != null) {
            append("ALTER TABLE " + table + " ADD CONSTRAINT " + quoted(row.getString(2)) + " " + row.getString(3));
        }
    }

    private void addOwner(ResultSet row) throws SQLException {
        String sequence = names.get(row.getLong(1));
        String table = names.get(row.getLong(2));
        if (sequence != null && table != null) {
            append("ALTER SEQUENCE " + sequence + " OWNED BY " + table + "." + quoted(row.getString(3)));
        }
    }

    private interface Row {

        void read(ResultSet row) throws SQLException;
    }

    private void forEach(String query, Row action) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                action.read(rows);
            }
        }
    }

    private String single(String query) throws SQLException {
        List<String> values = new ArrayList<>();
        forEach(query, row -> values.add(row.getString(1)));
        return values.getFirst();
    }

    private void append(String statement) {
        sql.append(statement).append(";\n");
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
