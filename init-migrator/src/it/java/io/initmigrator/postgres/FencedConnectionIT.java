package io.initmigrator.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.initmigrator.fence.ReadOnlySession;
import io.initmigrator.fence.Session;
import io.initmigrator.postgres.testing.TestDatabase;
import io.initmigrator.postgres.testing.TestPostgres;
import io.initmigrator.postgres.testing.TestSettings;
import io.initmigrator.time.SystemTime;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import javax.sql.DataSource;
import org.flywaydb.core.internal.jdbc.TransactionalExecutionTemplate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests the connection that Flyway gets, in Flyway's own transaction template, on a real PostgreSQL. */
class FencedConnectionIT {

    private final TestDatabase database = TestPostgres.freshDatabase();
    private Session session;
    private Connection connection;

    @BeforeEach
    void open() throws Exception {
        database.execute("create table ledger (what text)");
        session = new PostgresDatabase(TestSettings.of(database, "pod-a_1"), new SystemTime(), new Random(1)).open();
        connection = Fences.taken(session).unwrap(DataSource.class).getConnection();
    }

    @AfterEach
    void close() {
        session.close();
    }

    @Test
    void transactionThatFlywayIsThrownOutOfByAnErrorIsRolledBack() throws Exception {
        assertThatThrownBy(() -> template().execute(() -> {
                    insert("half");
                    throw new StackOverflowError();
                }))
                .isInstanceOf(StackOverflowError.class);

        assertThat(connection.getAutoCommit()).isTrue();
        assertThat(ledger()).isEmpty();
        template().execute(() -> insert("whole"));
        assertThat(ledger()).containsExactly("whole");
    }

    @Test
    void outerTransactionIsRolledBackWithTheInnerOne() {
        assertThatThrownBy(() -> template().execute(() -> {
                    insert("outer");
                    return template().execute(() -> {
                        insert("inner");
                        throw new NoClassDefFoundError("gone");
                    });
                }))
                .isInstanceOf(NoClassDefFoundError.class);

        assertThat(ledger()).isEmpty();
    }

    /**
     * Covers enabling auto-commit inside a transaction: JDBC would commit, and so would Flyway after an Error. A Java migration gets an
     * exception instead of losing rows silently.
     */
    @Test
    void scriptThatLeavesItsTransactionByAutoCommitIsRefused() throws Exception {
        connection.beginRequest();
        connection.setAutoCommit(false);
        insert("half");

        assertThatThrownBy(() -> connection.setAutoCommit(true))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("call commit()");

        assertThat(connection.getAutoCommit()).isTrue();
        assertThat(connection.isClosed()).isFalse();
        assertThat(ledger()).isEmpty();
        connection.setAutoCommit(false);
        insert("whole");
        connection.commit();
        connection.setAutoCommit(true);
        assertThat(ledger()).containsExactly("whole");
    }

    @Test
    void errorInAScriptIsStillTheOneThatFlywayThrows() throws Exception {
        connection.beginRequest();

        assertThatThrownBy(() -> template().execute(() -> {
                    insert("half");
                    throw new StackOverflowError();
                }))
                .isInstanceOf(StackOverflowError.class);

        assertThat(connection.getAutoCommit()).isTrue();
        assertThat(ledger()).isEmpty();
    }

    @Test
    void connectionOfAStatementIsFencedToo() throws Exception {
        connection.setAutoCommit(false);
        insert("half");
        try (Statement plain = connection.createStatement();
                Statement prepared = connection.prepareStatement("select 1");
                Statement scrolling =
                        connection.createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY);
                Statement call = connection.prepareCall("select 1")) {
            for (Statement statement : List.of(plain, prepared, scrolling, call)) {
                assertThat(statement.getConnection()).isSameAs(connection);
            }
            call.getConnection().setAutoCommit(true);
        }
        assertThat(ledger()).isEmpty();
    }

    @Test
    void whatCannotBeRolledBackIsNotCommittedEither() throws Exception {
        connection.setAutoCommit(false);
        insert("half");
        database.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where application_name like '%pod-a_1'");

        assertThatThrownBy(() -> connection.setAutoCommit(true)).isInstanceOf(SQLException.class);

        assertThat(connection.isClosed()).isTrue();
        assertThatThrownBy(connection::commit).hasMessageContaining("was aborted");
        assertThat(ledger()).isEmpty();
    }

    @Test
    void everyRowOfAQueryIsComputedAndNoneIsKept() throws Exception {
        database.execute("create function note(i int) returns text language sql as"
                + " $$ insert into ledger values (i::text) returning what $$");
        try (Statement statement = connection.createStatement()) {
            assertThat(statement.execute("select note(i) from generate_series(1, 3) i"))
                    .isFalse();

            assertThat(statement.getResultSet()).isNull();
            assertThat(statement.getMoreResults()).isFalse();
            assertThat(statement.getUpdateCount()).isEqualTo(-1);
        }
        assertThat(ledger()).containsExactly("1", "2", "3");
    }

    @Test
    void firstNoticesAreKept() throws Exception {
        try (Statement statement = connection.createStatement()) {
            statement.execute("do $$ begin for i in 1..1000 loop raise notice 'notice %', i; end loop; end $$");

            int notices = 0;
            String last = "";
            for (var notice = statement.getWarnings(); notice != null; notice = notice.getNextWarning()) {
                notices++;
                last = String.valueOf(notice.getMessage());
            }
            assertThat(statement.getWarnings().getMessage()).isEqualTo("notice 1");
            assertThat(notices).isEqualTo(101);
            assertThat(last).contains("further notices");
        }
    }

    @Test
    void hugeNoticesAndErrorsAreTruncated() throws Exception {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "do $$ begin for i in 1..10 loop raise notice '%', repeat('x', 1000000); end loop; end $$");

            for (var notice = statement.getWarnings(); notice != null; notice = notice.getNextWarning()) {
                assertThat(notice.getMessage()).hasSizeLessThan(10_100).endsWith("…");
                assertThat(notice.getSQLState()).isEqualTo("00000");
            }
            String raise = "do $$ begin raise exception 'no' using detail = repeat('x', 1000000); end $$";
            for (Execution execution : List.<Execution>of(
                    () -> statement.execute(raise),
                    () -> statement.executeUpdate(raise),
                    () -> connection.prepareStatement(raise).execute())) {
                assertThatThrownBy(execution::run).isInstanceOfSatisfying(SQLException.class, e -> {
                    assertThat(e.getSQLState()).isEqualTo("P0001");
                    assertThat(e.getMessage()).startsWith("ERROR: no").hasSizeLessThan(100_100);
                });
            }
        }
    }

    private interface Execution {
        void run() throws SQLException;
    }

    @Test
    void updateCountAndErrorAreThoseOfTheServer() throws Exception {
        try (Statement statement = connection.createStatement()) {
            statement.execute("insert into ledger values ('a'), ('b')");
            assertThat(statement.getUpdateCount()).isEqualTo(2);
            assertThat(statement.getUpdateCount()).isEqualTo(-1);
            assertThatThrownBy(() -> statement.execute("select naem from ledger"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42703"));
        }
    }

    /** Covers FLYWAY_INIT_SQL in commands that only read. */
    @Test
    void readingSessionWritesNothingAndKeepsItsSettings() throws Exception {
        PostgresDatabase reader =
                new PostgresDatabase(TestSettings.of(database, "pod-b_1"), new SystemTime(), new Random(1));
        try (ReadOnlySession reading = reader.read();
                Connection own = reading.unwrap(DataSource.class).getConnection();
                Statement statement = own.createStatement()) {
            assertThatThrownBy(() -> statement.execute("insert into ledger values ('read')"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25006"));
            statement.execute("set work_mem = '5MB'");
            try (ResultSet rows = statement.executeQuery("show work_mem")) {
                rows.next();
                assertThat(rows.getString(1)).isEqualTo("5MB");
            }
        }
        assertThat(ledger()).isEmpty();
    }

    private TransactionalExecutionTemplate template() {
        return new TransactionalExecutionTemplate(connection, true);
    }

    private boolean insert(String what) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.execute("insert into ledger values ('" + what + "')");
        }
    }

    private List<String> ledger() {
        return database.strings("select what from ledger order by what");
    }
}
