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
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds {@link Locks} and {@link ColumnType} to what PostgreSQL does. */
class LocksTest {

    private static final String SCHEMA = """
            CREATE TABLE customers (id bigint PRIMARY KEY, email varchar(20), born timestamp, rank int, share numeric(6,2));
            CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, note text, total numeric NOT NULL DEFAULT 0);
            CREATE TABLE events (id bigint, at date) PARTITION BY RANGE (at);
            CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
            CREATE TABLE events_2026 (id bigint, at date);
            CREATE INDEX orders_note ON orders (note);
            CREATE UNIQUE INDEX orders_once ON orders (id, customer);
            CREATE VIEW open_orders AS SELECT id FROM orders;
            CREATE MATERIALIZED VIEW sums AS SELECT id FROM orders;
            CREATE UNIQUE INDEX sums_id ON sums (id);
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
                "CREATE TABLE lines (id bigint, ordered bigint REFERENCES orders)",
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
                "DROP TABLE events_2026",
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
            })
    void locksAreThoseThatPostgresTakes(String sql) throws SQLException {
        Map<String, LockMode> told = told(sql);
        Map<String, LockMode> taken = taken(sql);
        // What it merely reads, or guards by something weak, isn't told.
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
            assertThat(before.rewrittenTo(after, zone.equals("UTC"))).as(zone).isEqualTo(rewrites(zone, sql));
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
            assertThat(read.value() instanceof Column.Value.PerRow).as(column).isEqualTo(rewrites("UTC", sql));
        }
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

    private static Map<String, LockMode> taken(String sql) throws SQLException {
        try (Connection connection = postgres.connect("postgres");
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            ResultSet before = statement.executeQuery(
                    "SELECT oid, relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r','p','v','m')");
            Map<Long, String> relations = new TreeMap<>();
            while (before.next()) {
                relations.put(before.getLong(1), before.getString(2));
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
