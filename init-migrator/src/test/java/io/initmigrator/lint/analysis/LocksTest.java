package io.initmigrator.lint.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.lint.Linter;
import io.initmigrator.lint.ddl.Column;
import io.initmigrator.lint.ddl.ColumnParser;
import io.initmigrator.lint.ddl.ColumnType;
import io.initmigrator.lint.report.LockMode;
import io.initmigrator.lint.report.RelationLock;
import io.initmigrator.lint.sql.SqlStatements;
import io.initmigrator.support.PostgresServer;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares {@link Locks} and {@link ColumnType} with the locks and rewrites of a real PostgreSQL. */
class LocksTest {

    private static final String SCHEMA = """
        CREATE TABLE customers (id bigint PRIMARY KEY, email varchar(20), born timestamp, rank int, share numeric(6,2));
        CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, note text, total numeric NOT NULL DEFAULT 0);
        CREATE TABLE events (id bigint, at date) PARTITION BY RANGE (at);
        CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
        CREATE TABLE events_2026 (id bigint, at date);
        CREATE TABLE events_rest PARTITION OF events DEFAULT;
        CREATE INDEX events_id ON events (id);
        CREATE TABLE visits (id bigint, customer bigint REFERENCES customers, at date) PARTITION BY RANGE (at);
        CREATE TABLE visits_2025 PARTITION OF visits FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
        CREATE TABLE visits_2026 (id bigint, customer bigint, at date);
        CREATE TABLE places (id int PRIMARY KEY, name text, code text) PARTITION BY RANGE (id);
        CREATE TABLE animals (name text);
        CREATE TABLE cats (lives int) INHERITS (animals);
        CREATE TABLE lines (id int PRIMARY KEY, customer bigint CONSTRAINT lines_customer REFERENCES customers, part int);
        CREATE TABLE parts (id int PRIMARY KEY, line int REFERENCES lines);
        CREATE TABLE dogs (name text);
        CREATE SEQUENCE numbers;
        CREATE DOMAIN label AS text;
        CREATE TABLE labels (id int, l label);
        CREATE SCHEMA app;
        CREATE RULE quiet_visits AS ON DELETE TO visits DO INSTEAD NOTHING;
        CREATE INDEX orders_note ON orders (note);
        CREATE UNIQUE INDEX orders_once ON orders (id, customer);
        CREATE VIEW open_orders AS SELECT id FROM orders;
        CREATE FUNCTION seen_trigger() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
        CREATE FUNCTION seen_default(a int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT $1';
        CREATE FUNCTION seen_check(a int) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT $1 > 0';
        CREATE FUNCTION seen_index(a int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT $1';
        CREATE FUNCTION seen_view(a bigint) RETURNS bigint IMMUTABLE LANGUAGE sql AS 'SELECT $1';
        CREATE FUNCTION seen_nowhere() RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT 1';
        CREATE DOMAIN seen_kind AS text;
        CREATE TABLE seen (id int, kind seen_kind, other int);
        CREATE TABLE seen_too (id int, n int DEFAULT seen_default(1), c int CHECK (seen_check(c)));
        CREATE INDEX seen_too_id ON seen_too (seen_index(id));
        CREATE TRIGGER seen_touch BEFORE UPDATE ON visits FOR EACH ROW EXECUTE FUNCTION seen_trigger();
        CREATE VIEW orders_seen AS SELECT seen.id, kind FROM seen, orders;
        CREATE VIEW orders_seen_twice AS SELECT id FROM orders_seen;
        CREATE VIEW seen_by_function AS SELECT seen_view(id) AS id FROM dogs, orders;
        CREATE MATERIALIZED VIEW seen_by_view AS SELECT * FROM seen_by_function;
        CREATE TABLE keys (id int PRIMARY KEY, name varchar(20) CONSTRAINT keys_name UNIQUE);
        CREATE TABLE by_id (id int REFERENCES keys);
        CREATE TABLE by_name (name varchar(20) REFERENCES keys (name));
        CREATE MATERIALIZED VIEW sums AS SELECT id FROM orders;
        CREATE UNIQUE INDEX sums_id ON sums (id);
        CREATE TABLE tickets (id serial PRIMARY KEY, number bigint GENERATED ALWAYS AS IDENTITY, note text);
        CREATE SEQUENCE counter;
        CREATE TABLE counted (id int DEFAULT nextval('counter'));
        CREATE TABLE stalls (id int PRIMARY KEY) PARTITION BY RANGE (id);
        CREATE TABLE stalls_1 PARTITION OF stalls FOR VALUES FROM (1) TO (10);
        CREATE TABLE stalls_2 (id int NOT NULL PRIMARY KEY);
        CREATE TABLE rents (stall int CONSTRAINT rents_stall REFERENCES stalls, CONSTRAINT rents_stall_2
          FOREIGN KEY (stall) REFERENCES customers NOT ENFORCED);
        CREATE TABLE halls (id int, room int) PARTITION BY RANGE (id);
        CREATE TABLE halls_rest PARTITION OF halls DEFAULT PARTITION BY RANGE (room);
        CREATE TABLE halls_rest_rest PARTITION OF halls_rest DEFAULT;
        CREATE TABLE halls_2 (id int, room int) PARTITION BY RANGE (room);
        CREATE TABLE halls_2_rest PARTITION OF halls_2 DEFAULT;
        CREATE FUNCTION touched() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
        CREATE TRIGGER halls_row AFTER INSERT ON halls FOR EACH ROW EXECUTE FUNCTION touched();
        CREATE TRIGGER halls_once AFTER INSERT ON halls EXECUTE FUNCTION touched();
        CREATE TABLE birds (id int CONSTRAINT birds_id UNIQUE, name text CONSTRAINT birds_name CHECK (name <> ''));
        CREATE TABLE owls () INHERITS (birds);
        CREATE TABLE crows () INHERITS (birds);
        ALTER TABLE crows NO INHERIT birds;
        CREATE DOMAIN tag AS text;
        CREATE DOMAIN short_tag AS tag;
        CREATE TABLE tagged (t short_tag);
        CREATE DOMAIN long_word AS text;
        CREATE DOMAIN longer_word AS long_word;
        CREATE TABLE long_words (w longer_word);
        CREATE TABLE many_tagged (t tag[]);
        CREATE TYPE shade AS ENUM ('a');
        CREATE FUNCTION dark(s shade) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT 1';
        CREATE VIEW dark_dogs AS SELECT dark('a') FROM dogs;
        CREATE DOMAIN word AS text;
        CREATE TABLE words (w word);
        ALTER DOMAIN word ADD CONSTRAINT word_short CHECK (value <> '') NOT VALID;
        CREATE TABLE twice (c bigint REFERENCES customers, FOREIGN KEY (c) REFERENCES customers);
        CREATE TABLE codes (code int);
        CREATE UNIQUE INDEX codes_code ON codes (code);
        CREATE TABLE by_code (code int REFERENCES codes (code));
        CREATE TABLE counts (id serial);
        CREATE TABLE counts_too (id int DEFAULT nextval('counts_id_seq'::regclass));
        CREATE FUNCTION twofold(a int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT $1 * 2';
        CREATE TABLE computed (a int, b int GENERATED ALWAYS AS (twofold(a)) STORED);
        CREATE MATERIALIZED VIEW tallies AS SELECT 1 AS id;
        CREATE FUNCTION tally() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN REFRESH MATERIALIZED VIEW tallies; RETURN NULL; END';
        CREATE TABLE tallied (id int);
        CREATE TRIGGER tallied_tally AFTER DELETE ON tallied EXECUTE FUNCTION tally();
        CREATE FUNCTION widen() RETURNS void LANGUAGE plpgsql AS 'BEGIN ALTER TABLE dogs ADD COLUMN w int; END';
        CREATE PROCEDURE empty() LANGUAGE plpgsql AS 'BEGIN IF true THEN TRUNCATE dogs; END IF; END';
        CREATE FUNCTION widen_all() RETURNS void LANGUAGE sql AS 'SELECT widen()';
        ALTER TABLE orders ADD CONSTRAINT orders_customer FOREIGN KEY (customer) REFERENCES customers NOT VALID;
        ALTER TABLE orders ADD CONSTRAINT orders_total CHECK (total >= 0) NOT VALID;
        """;

    private static PostgresServer postgres;

    @BeforeAll
    static void startPostgres() throws IOException, SQLException {
        postgres = PostgresServer.start();
        try (Connection connection = postgres.connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute(SCHEMA);
            statement.execute("""
                CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
                CREATE TRIGGER orders_touch BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch();
                """);
        }
    }

    @AfterAll
    static void stopPostgres() throws IOException {
        postgres.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE orders ADD COLUMN a int",
                "ALTER TABLE orders ADD COLUMN a bigint REFERENCES customers",
                "ALTER TABLE orders ADD CONSTRAINT c FOREIGN KEY (customer) REFERENCES customers (id)",
                "ALTER TABLE orders ADD CONSTRAINT c CHECK (id > 0)",
                "ALTER TABLE orders ADD CONSTRAINT c CHECK (id > 0) NOT VALID",
                "ALTER TABLE orders ADD CONSTRAINT c UNIQUE USING INDEX orders_once",
                "ALTER TABLE orders VALIDATE CONSTRAINT orders_total",
                "ALTER TABLE orders DROP COLUMN note",
                "ALTER TABLE orders RENAME COLUMN note TO remark",
                "ALTER TABLE orders RENAME TO purchases",
                "ALTER TABLE orders ALTER COLUMN note SET NOT NULL",
                "ALTER TABLE orders ALTER COLUMN note SET DEFAULT ''",
                "ALTER TABLE orders ALTER COLUMN note SET STATISTICS 10",
                "ALTER TABLE orders ALTER note TYPE varchar(9)",
                "ALTER TABLE orders SET (fillfactor = 70)",
                "ALTER TABLE orders CLUSTER ON orders_once",
                "ALTER TABLE orders DISABLE TRIGGER orders_touch",
                "ALTER TABLE orders ENABLE TRIGGER ALL",
                "ALTER TABLE orders ENABLE ROW LEVEL SECURITY",
                "ALTER TABLE orders SET UNLOGGED",
                "ALTER TABLE orders VALIDATE CONSTRAINT orders_total, ADD COLUMN b int",
                "ALTER TABLE events ATTACH PARTITION events_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
                "ALTER TABLE events DETACH PARTITION events_2025",
                "CREATE TABLE events_2027 PARTITION OF events FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')",
                "CREATE TABLE items (id bigint, ordered bigint REFERENCES orders)",
                "CREATE TABLE big_orders () INHERITS (orders)",
                "CREATE INDEX ON orders (customer)",
                "CREATE INDEX orders_lower ON ONLY orders (lower(note))",
                "DROP INDEX orders_note",
                "ALTER INDEX orders_note RENAME TO orders_remark",
                "REINDEX TABLE orders",
                "REINDEX INDEX orders_note",
                "REFRESH MATERIALIZED VIEW sums",
                "REFRESH MATERIALIZED VIEW CONCURRENTLY sums",
                "CREATE TRIGGER again BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION touch()",
                "DROP TRIGGER orders_touch ON orders",
                "CREATE POLICY own ON orders USING (true)",
                "CREATE RULE quiet AS ON DELETE TO orders DO INSTEAD NOTHING",
                "CREATE STATISTICS s ON id, customer FROM orders",
                "CREATE OR REPLACE VIEW open_orders AS SELECT id FROM orders",
                "DROP VIEW open_orders",
                "DROP VIEW orders_seen CASCADE",
                "DROP TABLE seen CASCADE",
                "ALTER TABLE seen DROP COLUMN id CASCADE",
                "ALTER TABLE seen DROP COLUMN other CASCADE",
                "DROP DOMAIN seen_kind CASCADE",
                "CREATE OR REPLACE VIEW orders_seen_twice AS SELECT id FROM orders_seen",
                "DROP FUNCTION seen_trigger CASCADE",
                "DROP FUNCTION seen_trigger(), seen_default(int) CASCADE",
                "DROP FUNCTION seen_check(int) CASCADE",
                "DROP FUNCTION seen_index(int) CASCADE",
                "DROP FUNCTION seen_view(bigint) CASCADE",
                "DROP FUNCTION seen_nowhere CASCADE",
                "ALTER TABLE keys ALTER COLUMN name TYPE varchar(40)",
                "ALTER TABLE keys ALTER COLUMN id TYPE bigint",
                "ALTER TABLE keys DROP COLUMN name CASCADE",
                "ALTER TABLE keys DROP CONSTRAINT keys_name CASCADE",
                "DROP TABLE events_2026",
                "ALTER TABLE lines DROP CONSTRAINT lines_customer",
                "ALTER TABLE customers DROP CONSTRAINT customers_pkey CASCADE",
                "ALTER TABLE lines DROP COLUMN customer",
                "ALTER TABLE lines DROP COLUMN part",
                "ALTER TABLE customers DROP COLUMN id CASCADE",
                "ALTER TABLE lines ALTER COLUMN customer TYPE int",
                "ALTER TABLE customers ALTER COLUMN id TYPE int",
                "ALTER TABLE lines ALTER COLUMN part TYPE bigint",
                "ALTER TABLE lines VALIDATE CONSTRAINT lines_customer",
                "DROP TABLE parts",
                "DROP TABLE lines CASCADE",
                "DROP TABLE customers CASCADE",
                "DROP TABLE visits",
                "DROP TABLE visits_2025",
                "DROP TABLE events_2025",
                "DROP TABLE animals CASCADE",
                "TRUNCATE customers CASCADE",
                "TRUNCATE lines, parts",
                "TRUNCATE events",
                "TRUNCATE ONLY animals",
                "ALTER TABLE events ADD COLUMN a int",
                "ALTER TABLE events DROP COLUMN id",
                "ALTER TABLE events ALTER COLUMN id SET NOT NULL",
                "ALTER TABLE events ALTER COLUMN id SET DEFAULT 1",
                "ALTER TABLE events ALTER COLUMN id TYPE int",
                "ALTER TABLE events RENAME COLUMN id TO number",
                "ALTER TABLE events RENAME TO happenings",
                "ALTER TABLE events ADD CONSTRAINT c CHECK (id > 0)",
                "ALTER TABLE events ALTER COLUMN id SET STATISTICS 100",
                "ALTER TABLE events ALTER COLUMN id SET STORAGE PLAIN",
                "ALTER TABLE events OWNER TO CURRENT_USER",
                "ALTER TABLE events ENABLE ROW LEVEL SECURITY",
                "ALTER TABLE visits ADD CONSTRAINT c FOREIGN KEY (customer) REFERENCES customers",
                "ALTER TABLE visits DROP CONSTRAINT visits_customer_fkey",
                "CREATE TABLE visits_2027 PARTITION OF visits FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')",
                "CREATE TABLE events_2027 PARTITION OF events FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')",
                "ALTER TABLE visits ATTACH PARTITION visits_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
                "ALTER TABLE events ATTACH PARTITION events_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
                "ALTER TABLE visits DETACH PARTITION visits_2025",
                "ALTER TABLE events DETACH PARTITION events_2025",
                "ALTER TABLE events DETACH PARTITION events_rest",
                "CREATE INDEX ON events (at)",
                "CREATE INDEX ON ONLY events (at)",
                "DROP INDEX events_id",
                "REINDEX TABLE orders",
                "CREATE TRIGGER t AFTER INSERT ON events FOR EACH ROW EXECUTE FUNCTION touch()",
                "LOCK TABLE events IN SHARE MODE",
                "UPDATE events SET id = 1",
                "DELETE FROM events",
                "ALTER TABLE animals ADD COLUMN age int",
                "ALTER TABLE ONLY animals ADD CONSTRAINT c CHECK (name <> '') NO INHERIT",
                "ALTER TABLE animals ALTER COLUMN name SET NOT NULL",
                "CREATE TABLE wolves (tricks int) INHERITS (animals)",
                "ALTER TABLE cats NO INHERIT animals",
                "ALTER TABLE dogs INHERIT animals",
                "ALTER SEQUENCE numbers RESTART WITH 10",
                "ALTER SEQUENCE numbers RENAME TO digits",
                "ALTER SEQUENCE numbers OWNED BY orders.id",
                "DROP SEQUENCE numbers",
                "ALTER DOMAIN label ADD CONSTRAINT c CHECK (value <> '')",
                "ALTER DOMAIN label SET NOT NULL",
                "ALTER DOMAIN label ADD CONSTRAINT c CHECK (value <> '') NOT VALID",
                "DROP DOMAIN label CASCADE",
                "DROP SCHEMA app CASCADE",
                "ALTER VIEW open_orders SET (security_barrier = true)",
                "ALTER VIEW open_orders OWNER TO CURRENT_USER",
                "ALTER MATERIALIZED VIEW sums SET (fillfactor = 50)",
                "ALTER TABLE orders SET (fillfactor = 50, autovacuum_enabled = false)",
                "ALTER TABLE orders SET (user_catalog_table = false)",
                "ALTER TABLE visits ENABLE ALWAYS RULE quiet_visits",
                "ALTER TABLE visits DISABLE RULE quiet_visits",
                "ALTER TABLE orders ENABLE REPLICA TRIGGER orders_touch",
                "ALTER INDEX orders_note RENAME TO by_note",
                "ALTER INDEX orders_note SET (fillfactor = 50)",
                "ALTER INDEX orders_note SET TABLESPACE pg_default",
                "COPY orders FROM PROGRAM 'true'",
                "COPY (SELECT 1) TO PROGRAM 'cat > /dev/null'",
                "ANALYZE ONLY orders",
                "ANALYZE orders, customers",
                "CLUSTER orders_once ON orders",
                "WITH gone AS (DELETE FROM lines RETURNING customer) INSERT INTO customers (id) SELECT customer FROM"
                        + " gone",
                "EXPLAIN ANALYZE DELETE FROM orders",
                "EXPLAIN DELETE FROM orders",
                "ALTER TABLE orders ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY",
                "ALTER TABLE orders ALTER COLUMN total DROP DEFAULT",
                "ALTER TABLE orders ALTER COLUMN total DROP NOT NULL",
                "ALTER TABLE orders RENAME CONSTRAINT orders_total TO c",
                "ALTER TABLE orders REPLICA IDENTITY FULL",
                "ALTER TABLE customers ADD CONSTRAINT c UNIQUE (email)",
                "CREATE TABLE notes (id int, customer bigint REFERENCES customers)",
                "CREATE TABLE notes (LIKE orders INCLUDING ALL)",
                "CREATE OR REPLACE RULE quiet_visits AS ON DELETE TO visits DO INSTEAD NOTHING",
                "COMMENT ON INDEX orders_note IS 'x'",
                "MERGE INTO orders o USING customers c ON o.customer = c.id WHEN MATCHED THEN DELETE",
                "COMMENT ON TABLE orders IS 'what was bought'",
                "COMMENT ON COLUMN public.orders.note IS 'by the customer'",
                "ANALYZE orders",
                "TRUNCATE orders",
                "CLUSTER orders USING orders_once",
                "LOCK TABLE orders IN SHARE MODE",
                "LOCK orders, customers",
                "INSERT INTO orders (id) VALUES (1)",
                "UPDATE ONLY orders SET note = ''",
                "DELETE FROM orders",
                "DO $$ BEGIN IF true THEN DELETE FROM orders; END IF; END $$",
                "DROP TABLE tickets",
                "ALTER TABLE tickets DROP COLUMN id",
                "ALTER TABLE tickets DROP COLUMN note",
                "ALTER TABLE tickets SET SCHEMA app",
                "ALTER TABLE tickets SET UNLOGGED",
                "ALTER TABLE tickets OWNER TO CURRENT_USER",
                "TRUNCATE tickets RESTART IDENTITY",
                "TRUNCATE tickets",
                "ALTER TABLE tickets ALTER COLUMN number DROP IDENTITY",
                "ALTER TABLE tickets ALTER COLUMN number SET GENERATED BY DEFAULT",
                "ALTER TABLE tickets ALTER COLUMN number RESTART WITH 10",
                "DROP SEQUENCE tickets_id_seq CASCADE",
                "DROP SEQUENCE counter CASCADE",
                "ALTER SEQUENCE counter OWNED BY counted.id",
                "ALTER SEQUENCE counter OWNED BY NONE",
                "CREATE TABLE stalls_3 PARTITION OF stalls FOR VALUES FROM (10) TO (20)",
                "ALTER TABLE stalls ATTACH PARTITION stalls_2 FOR VALUES FROM (10) TO (20)",
                "ALTER TABLE stalls DETACH PARTITION stalls_1",
                "ALTER TABLE rents ALTER CONSTRAINT rents_stall DEFERRABLE",
                "ALTER TABLE rents ALTER CONSTRAINT rents_stall_2 ENFORCED",
                "CREATE TABLE halls_1 PARTITION OF halls FOR VALUES FROM (1) TO (10)",
                "ALTER TABLE halls ATTACH PARTITION halls_2 FOR VALUES FROM (10) TO (20)",
                "CREATE TRIGGER t AFTER INSERT ON halls EXECUTE FUNCTION touched()",
                "DROP TRIGGER halls_row ON halls",
                "DROP TRIGGER halls_once ON halls",
                "DROP TRIGGER IF EXISTS nothing ON halls",
                "ALTER TRIGGER halls_row ON halls RENAME TO halls_each",
                "ALTER TABLE halls DISABLE TRIGGER halls_row",
                "ALTER TABLE birds DISABLE TRIGGER ALL",
                "CREATE TRIGGER t BEFORE INSERT ON birds FOR EACH ROW EXECUTE FUNCTION touched()",
                "CREATE INDEX ON birds (name)",
                "ALTER TABLE birds ADD COLUMN age int",
                "ALTER TABLE birds ADD UNIQUE (name)",
                "ALTER TABLE birds ADD FOREIGN KEY (id) REFERENCES keys",
                "ALTER TABLE tagged ADD COLUMN b int REFERENCES birds (id)",
                "ALTER TABLE birds DROP CONSTRAINT birds_id",
                "ALTER TABLE birds DROP CONSTRAINT birds_name",
                "ALTER TABLE birds RENAME CONSTRAINT birds_id TO c",
                "ALTER TABLE birds RENAME CONSTRAINT birds_name TO c",
                "REINDEX TABLE birds",
                "DROP DOMAIN tag CASCADE",
                "DROP TYPE shade CASCADE",
                "ALTER DOMAIN word VALIDATE CONSTRAINT word_short",
                "ALTER DOMAIN long_word ADD CONSTRAINT c CHECK (value <> '')",
                "ALTER TABLE twice DROP CONSTRAINT twice_c_fkey1",
                "DROP INDEX codes_code CASCADE",
                "DROP TABLE counts CASCADE",
                "DROP FUNCTION twofold(int) CASCADE",
                "LOCK TABLE open_orders IN SHARE MODE",
                "DELETE FROM tallied",
                "INSERT INTO tallied VALUES (1)",
                "SELECT widen()",
                "SELECT widen_all()",
                "CALL empty()",
                "DO $$ BEGIN PERFORM widen(); END $$",
            })
    void locksAreThoseThatPostgresTakes(String sql) throws SQLException {
        Map<String, LockMode> told = told(sql);
        Map<String, LockMode> taken = taken(sql, told.keySet());
        // The linter does not report reads and other weak locks, nor, for most commands, the indexes of a locked table.
        taken.entrySet()
                .removeIf(lock ->
                        !told.containsKey(lock.getKey()) && lock.getValue().compareTo(LockMode.ROW_EXCLUSIVE) < 0);
        assertThat(told).isEqualTo(taken);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "email varchar(20) varchar(40)",
                "email varchar(20) varchar(10)",
                "email varchar(20) text",
                "email varchar(20) varchar",
                "email varchar(20) char(20)",
                "rank int bigint",
                "rank int int4",
                "share numeric(6,2) numeric(8,2)",
                "share numeric(6,2) numeric(8,3)",
                "share numeric(6,2) numeric",
                "share numeric(6,2) numeric(4,2)",
                "born timestamp timestamp(3)",
                "born timestamp timestamptz",
            })
    void typesAreRewrittenWherePostgresRewrites(String change) throws SQLException {
        String[] words = change.split(" ", 3);
        ColumnType before = type(words[1]);
        ColumnType after = type(words[2]);
        String sql = "ALTER TABLE customers ALTER COLUMN " + words[0] + " TYPE " + words[2];
        for (String zone : new String[] {"UTC", "Europe/Vienna"}) {
            assertThat(new TypeConversion(before, null, after, null).rewrites(zone.equals("UTC")))
                    .as(zone)
                    .isEqualTo(rewrites(zone, sql));
        }
    }

    @Test
    void newColumnsAreWrittenWherePostgresWritesThem() throws SQLException {
        for (String column : new String[] {
            "a int",
            "a int DEFAULT 1",
            "a timestamptz DEFAULT now()",
            "a uuid DEFAULT gen_random_uuid()",
            "a serial",
            "a bigint GENERATED ALWAYS AS IDENTITY",
            "a int GENERATED ALWAYS AS (rank + 1) STORED",
            "a varchar(3) DEFAULT 'x'::varchar(3)",
            "a timestamptz DEFAULT clock_timestamp()",
            "a int REFERENCES customers",
            "a text DEFAULT lower('X') NOT NULL",
            "a jsonb NOT NULL DEFAULT '{}'::jsonb",
            "a int DEFAULT NULL"
        }) {
            String sql = "ALTER TABLE customers ADD COLUMN " + column;
            Column read = ColumnParser.parse(SqlStatements.of(column).getFirst().cursor());
            assertThat(rewrites(read)).as(column).isEqualTo(rewrites("UTC", sql));
        }
    }

    private static boolean rewrites(Column column) {
        return switch (column.value()) {
            case Column.Value.Sequence _ -> true;
            case Column.Value.Generated generated -> generated.stored();
            case Column.Value.Default given -> given.functions().stream().anyMatch(new KnownSchema()::isVolatile);
            case Column.Value.None _, Column.Value.Null _ -> false;
        };
    }

    private static ColumnType type(String sql) {
        return ColumnType.read(SqlStatements.of(sql).getFirst().cursor());
    }

    private static Map<String, LockMode> told(String sql) {
        Linter linter = new Linter(true);
        linter.learn(SCHEMA);
        return linter.review("V2__a.sql", sql, true).statements().stream()
                .flatMap(effect -> effect.locks().stream())
                .collect(Collectors.toMap(lock -> lock.relation().replace("public.", ""), RelationLock::mode));
    }

    private static Map<String, LockMode> taken(String sql, Set<String> told) throws SQLException {
        try (Connection connection = postgres.connect("postgres");
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            ResultSet before = statement.executeQuery(
                    "SELECT oid, relname, relkind IN ('i', 'I') FROM pg_class WHERE relnamespace ="
                            + " 'public'::regnamespace AND relkind IN ('r','p','v','m','i','I','S')");
            Map<Long, String> relations = new TreeMap<>();
            while (before.next()) {
                if (told.contains(before.getString(2)) || !before.getBoolean(3)) {
                    relations.put(before.getLong(1), before.getString(2));
                }
            }
            statement.execute(sql);
            ResultSet locks = statement.executeQuery(
                    "SELECT relation, mode FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'relation'");
            Map<String, LockMode> taken = new TreeMap<>();
            while (locks.next()) {
                String relation = relations.get(locks.getLong(1));
                if (relation != null) {
                    taken.merge(relation, mode(locks.getString(2)), LockMode::orStronger);
                }
            }
            connection.rollback();
            return taken;
        }
    }

    private static LockMode mode(String name) {
        return LockMode.valueOf(name.replaceFirst("Lock$", "")
                .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
                .toUpperCase(java.util.Locale.ROOT));
    }

    private static boolean rewrites(String zone, String sql) throws SQLException {
        try (Connection connection = postgres.connect("postgres");
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SET LOCAL TIME ZONE '" + zone + "'");
            String before = fileOfCustomers(statement);
            statement.execute(sql);
            String after = fileOfCustomers(statement);
            connection.rollback();
            return !before.equals(after);
        }
    }

    private static String fileOfCustomers(Statement statement) throws SQLException {
        ResultSet file = statement.executeQuery("SELECT pg_relation_filenode('customers')");
        file.next();
        return file.getString(1);
    }
}
