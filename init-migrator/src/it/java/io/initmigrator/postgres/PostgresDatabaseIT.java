package io.initmigrator.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.initmigrator.core.UnreachableException;
import io.initmigrator.postgres.testing.StatementCounter;
import io.initmigrator.postgres.testing.TestDatabase;
import io.initmigrator.postgres.testing.TestPostgres;
import io.initmigrator.postgres.testing.TestSettings;
import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.BundleState;
import io.initmigrator.schema.Receipt;
import io.initmigrator.schema.SchemaSnapshot;
import io.initmigrator.schema.SchemaVersion;
import io.initmigrator.time.SystemTime;
import java.io.IOException;
import java.net.ServerSocket;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Tests the single query of the fast path, on real PostgreSQL. */
class PostgresDatabaseIT {

    private static final Bundle BUNDLE = new Bundle("sha256:abc", 2, "/migrations");

    private final TestDatabase server = TestPostgres.freshDatabase();

    @Test
    void emptyDatabaseHasNoReceipt() throws Exception {
        var snapshot = database(TestSettings.of(server, "a_1")).readSnapshot(BUNDLE);
        assertThat(snapshot.state()).isEqualTo(new BundleState.Unverified("no receipt"));
        assertThat(Duration.between(snapshot.databaseTime(), Instant.now()).abs())
                .isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void recordedBundleIsCurrent() throws Exception {
        givenHistory("1", "2");
        record(receipt(2, false, Map.of()));
        assertThat(standing()).isEqualTo(new BundleState.Current("2"));
        assertThat(database(TestSettings.of(server, "a_1"))
                        .readSnapshot(new Bundle("sha256:other", 1, "/migrations"))
                        .state())
                .isEqualTo(new BundleState.Unverified("no receipt"));
    }

    @Test
    void currentCostsOneRoundTripAndMissingReceiptTwo() throws Exception {
        try (var counter = StatementCounter.before(server)) {
            var settings = TestSettings.of(
                    counter.url(), TestSettings.login(server.user(), server.password()), TestSettings.HISTORY, "a_1");
            database(settings).readSnapshot(BUNDLE);
            assertThat(counter.roundTrips()).isEqualTo(2);
            givenHistory("1", "2");
            record(receipt(2, false, Map.of()));
            counter.reset();
            assertThat(database(settings).readSnapshot(BUNDLE).state()).isEqualTo(new BundleState.Current("2"));
            assertThat(counter.roundTrips()).isEqualTo(1);
            assertThat(counter.connections()).isEqualTo(1);
        }
    }

    @Test
    void whatCameAfterTheReceiptCostsOneRoundTripMore() throws Exception {
        givenHistory("1", "2");
        record(receipt(2, false, Map.of()));
        givenHistory("3");
        try (var counter = StatementCounter.before(server)) {
            var settings = TestSettings.of(
                    counter.url(), TestSettings.login(server.user(), server.password()), TestSettings.HISTORY, "a_1");
            assertThat(database(settings).readSnapshot(BUNDLE).state()).isEqualTo(new BundleState.Ahead("3", false));
            assertThat(counter.roundTrips()).isEqualTo(2);
            assertThat(counter.connections()).isEqualTo(1);
        }
    }

    @Test
    void laterVersionsMeanAheadAndAreAllowedOnlyWhereTheySaySo() throws Exception {
        givenHistory("1", "2");
        record(receipt(2, false, Map.of()));
        givenHistory("3");
        assertThat(standing()).isEqualTo(new BundleState.Ahead("3", false));
        record(new Receipt(
                "sha256:newer",
                "3",
                "3",
                3,
                3,
                false,
                false,
                "",
                List.of(),
                Map.of(new SchemaVersion("3"), new SchemaVersion("2"))));
        assertThat(standing()).isEqualTo(new BundleState.Ahead("3", true));
    }

    /** Covers an out-of-order script of a newer bundle, below the versions of an older bundle. */
    @Test
    void laterVersionOfASmallerNumberIsAllowedOnlyWhereItSaysSo() throws Exception {
        givenHistory("1", "2");
        server.execute("update flyway_schema_history set version = '4' where version = '2'");
        record(new Receipt("sha256:abc", "4", "4", 2, 2, false, false, "", List.of(), Map.of()));
        givenHistory("3");
        assertThat(standing()).isEqualTo(new BundleState.Ahead("4", false));
        record(new Receipt(
                "sha256:newer",
                "4",
                "4",
                3,
                3,
                false,
                false,
                "",
                List.of(),
                Map.of(new SchemaVersion("3"), new SchemaVersion("4"))));
        assertThat(standing()).isEqualTo(new BundleState.Ahead("4", true));
    }

    @Test
    void receiptThatWasAheadStaysAhead() throws Exception {
        givenHistory("1", "2");
        record(new Receipt("sha256:abc", "2", "1", 2, 2, true, false, "", List.of(), Map.of()));
        assertThat(standing()).isEqualTo(new BundleState.Ahead("2", false));
    }

    @Test
    void anyDoubtTakesTheLongWay() throws Exception {
        givenHistory("1", "2");
        record(receipt(2, false, Map.of()));
        server.execute("delete from flyway_schema_history where version = '1'");
        assertThat(standing()).isInstanceOf(BundleState.Unverified.class);
        server.execute(
                "insert into flyway_schema_history select 1, '1', 'x', 'SQL', 'V1__x.sql', 1, 'me', now(), 1, true");
        assertThat(standing()).isEqualTo(new BundleState.Current("2"));
        server.execute(
                "insert into flyway_schema_history select 3, '2', 'x', 'DELETE', 'V2__x.sql', 1, 'me', now(), 1, true");
        assertThat(standing()).isInstanceOf(BundleState.Unverified.class);
        server.execute(
                "update flyway_schema_history set type = 'SQL', version = '3', success = false where installed_rank = 3");
        assertThat(standing()).isEqualTo(new BundleState.Unverified("a failed migration is recorded"));
    }

    /** Covers a history of the same length that was changed by hand or by another Flyway's repair. */
    @Test
    void historyThatBecameAnotherIsADoubt() throws Exception {
        givenHistory("1", "2");
        record(receipt(2, false, Map.of()));
        server.execute("update flyway_schema_history set checksum = 7 where version = '2'");
        assertThat(standing()).isEqualTo(new BundleState.Unverified("the history is not the one that was verified"));
        server.execute("update flyway_schema_history set checksum = 1, script = 'V3__x.sql', version = '3'"
                + " where version = '2'");
        assertThat(standing()).isInstanceOf(BundleState.Unverified.class);
        record(receipt(2, false, Map.of()));
        assertThat(standing()).isInstanceOf(BundleState.Current.class);
        server.execute("update flyway_schema_history set checksum = null where version = '3'");
        assertThat(standing()).isInstanceOf(BundleState.Unverified.class);
        record(receipt(2, false, Map.of()));
        server.execute("update flyway_schema_history set description = 'y' where version = '3'");
        assertThat(standing()).isInstanceOf(BundleState.Unverified.class);
    }

    @Test
    void receiptsFromBeforeTheyKnewTheHistoryAreADoubtUntilTheyAreWrittenAnew() throws Exception {
        givenHistory("1", "2");
        record(receipt(2, false, Map.of()));
        server.execute("alter table init_migrator_receipt drop column history_digest");
        assertThat(standing()).isInstanceOf(BundleState.Unverified.class);
        record(new Receipt("sha256:newer", "2", "2", 2, 2, false, false, "", List.of(), Map.of()));
        assertThat(standing()).isInstanceOf(BundleState.Unverified.class);
        record(receipt(2, false, Map.of()));
        assertThat(standing()).isEqualTo(new BundleState.Current("2"));
    }

    @Test
    void asManyRowsAreNotTheSameRows() throws Exception {
        givenHistory("1", "2");
        record(receipt(2, false, Map.of()));
        server.execute("update flyway_schema_history set success = false where version = '2'");
        assertThat(standing()).isEqualTo(new BundleState.Unverified("a failed migration is recorded"));
        server.execute("update flyway_schema_history set success = true, installed_rank = 3 where version = '2'");
        assertThat(standing()).isEqualTo(new BundleState.Unverified("the history is not the one that was verified"));
    }

    @Test
    void tablesOfAnotherSchemaAreNotOurs() throws Exception {
        givenHistory("1", "2");
        record(receipt(2, false, Map.of()));
        server.execute("create schema tenant");
        assertThat(standingOnPath("tenant,public")).isEqualTo(new BundleState.Unverified("no receipt"));
        assertThat(standingOnPath("public,tenant")).isEqualTo(new BundleState.Current("2"));
    }

    @Test
    void quotedAndMixedCaseNamesWork() throws Exception {
        var history = new HistoryTable(Optional.of("My \"App\""), "Schema'History");
        server.execute("create schema \"My \"\"App\"\"\"");
        givenHistory("1");
        server.execute("alter table flyway_schema_history set schema \"My \"\"App\"\"\"");
        server.execute("alter table \"My \"\"App\"\"\".flyway_schema_history rename to \"Schema'History\"");
        var database = database(TestSettings.of(server, "a_1", history));
        recordThrough(database, new Receipt("sha256:abc", "1", "1", 1, 1, false, false, "", List.of(), Map.of()));
        assertThat(database.readSnapshot(BUNDLE).state()).isEqualTo(new BundleState.Current("1"));
    }

    @Test
    void receiptIsReplacedAndNothingIsWrittenWhereThereIsNoHistory() throws Exception {
        record(receipt(0, false, Map.of()));
        assertThat(server.number("select count(*) from pg_tables where schemaname = 'public'"))
                .isZero();
        givenHistory("1", "2");
        record(receipt(1, false, Map.of()));
        record(receipt(2, false, Map.of()));
        assertThat(server.strings("select installed_rank from init_migrator_receipt"))
                .containsExactly("2");
    }

    @Test
    void missingRightOnTheReceiptsIsADoubt() throws Exception {
        givenHistory("1", "2");
        record(receipt(2, false, Map.of()));
        String role = server.name() + "_reader";
        server.execute("create role " + role + " login password 'secret'");
        var settings = TestSettings.of(server.url(), TestSettings.login(role, "secret"), TestSettings.HISTORY, "a_1");
        assertThat(database(settings).readSnapshot(BUNDLE).state())
                .isEqualTo(new BundleState.Unverified("ERROR: permission denied for table init_migrator_receipt"));
    }

    @Test
    void takenConnectionsAreWaitedFor() throws Exception {
        givenHistory("1", "2");
        record(receipt(2, false, Map.of()));
        String role = server.name() + "_crowded";
        server.execute("create role " + role + " login password 'secret' connection limit 1");
        server.execute("grant select on all tables in schema public to " + role);
        var answer = new CompletableFuture<SchemaSnapshot>();
        try (var counter = StatementCounter.before(server)) {
            var settings =
                    TestSettings.of(counter.url(), TestSettings.login(role, "secret"), TestSettings.HISTORY, "a_1");
            try (var taken = DriverManager.getConnection(server.url(), role, "secret")) {
                assertThat(taken.isValid(0)).isTrue();
                Thread.ofPlatform().daemon().start(() -> complete(answer, settings));
                TestDatabase.await("refused, and tried again", () -> counter.connections() > 1);
                assertThat(answer).isNotDone();
            }
            assertThat(answer.get(10, TimeUnit.SECONDS).state()).isEqualTo(new BundleState.Current("2"));
        }
    }

    @Test
    void wrongPasswordFailsAtOnceWithTheServersWords() {
        String role = server.name() + "_user";
        server.execute("create role " + role + " login password 'right'");
        var settings = TestSettings.of(server.url(), TestSettings.login(role, "wr0ng"), TestSettings.HISTORY, "a_1");
        assertThatThrownBy(() -> database(settings).readSnapshot(BUNDLE))
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining("password authentication failed for user \"" + role + "\"")
                .hasMessageContaining(server.name())
                .message()
                .doesNotContain("wr0ng");
    }

    @Test
    void unknownDatabaseFailsAtOnceWithTheServersWords() {
        var settings = TestSettings.of(
                server.url() + "_none",
                TestSettings.login(server.user(), server.password()),
                TestSettings.HISTORY,
                "a_1");
        assertThatThrownBy(() -> database(settings).readSnapshot(BUNDLE))
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining("database \"" + server.name() + "_none\" does not exist");
    }

    @Test
    void absentServerIsWaitedForUntilTheTimeIsUp() throws Exception {
        var settings = withTimeout(
                TestSettings.of(
                        "jdbc:postgresql://localhost:" + freePort() + "/orders",
                        TestSettings.login("orders", "secret"),
                        TestSettings.HISTORY,
                        "a_1"),
                Duration.ofMillis(600));
        assertThatThrownBy(() -> database(settings).readSnapshot(BUNDLE))
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining("did not answer within 600ms")
                .hasMessageContaining("refused");
    }

    @Test
    void interruptEndsConnectingAtOnce() throws Exception {
        try (var silent = new ServerSocket(0)) {
            var settings = TestSettings.of(
                    "jdbc:postgresql://localhost:" + silent.getLocalPort() + "/orders",
                    TestSettings.login("orders", "secret"),
                    TestSettings.HISTORY,
                    "a_1");
            var ended = new java.util.concurrent.CompletableFuture<Throwable>();
            Thread asking = Thread.ofPlatform().start(() -> {
                try {
                    database(settings).readSnapshot(BUNDLE);
                } catch (InterruptedException | RuntimeException e) {
                    ended.complete(e);
                }
            });
            try (var connection = silent.accept()) {
                asking.interrupt();
                assertThat(ended.get(2, java.util.concurrent.TimeUnit.SECONDS))
                        .isInstanceOf(InterruptedException.class);
                assertThat(connection.isClosed()).isFalse();
            }
        }
    }

    private BundleState standing() throws InterruptedException {
        return database(TestSettings.of(server, "a_1")).readSnapshot(BUNDLE).state();
    }

    private static void complete(CompletableFuture<SchemaSnapshot> answer, PostgresSettings settings) {
        try {
            answer.complete(database(settings).readSnapshot(BUNDLE));
        } catch (InterruptedException | RuntimeException e) {
            answer.completeExceptionally(e);
        }
    }

    private BundleState standingOnPath(String schemas) throws InterruptedException {
        var settings = TestSettings.of(
                server.url() + "?currentSchema=" + schemas,
                TestSettings.login(server.user(), server.password()),
                TestSettings.HISTORY,
                "a_1");
        return database(settings).readSnapshot(BUNDLE).state();
    }

    private void record(Receipt receipt) throws InterruptedException {
        recordThrough(database(TestSettings.of(server, "a_1")), receipt);
    }

    private static void recordThrough(PostgresDatabase database, Receipt receipt) throws InterruptedException {
        try (var session = database.open()) {
            Fences.taken(session).record(receipt);
        }
    }

    private void givenHistory(String... versions) {
        server.execute("create table if not exists flyway_schema_history (installed_rank int, version text,"
                + " description text, type text, script text, checksum int, installed_by text, installed_on timestamp,"
                + " execution_time int, success boolean)");
        for (String version : versions) {
            server.execute("insert into flyway_schema_history select " + version + ", '" + version + "', 'x', 'SQL', 'V"
                    + version + "__x.sql', 1, 'me', now(), 1, true");
        }
    }

    private static Receipt receipt(int rank, boolean ahead, Map<SchemaVersion, SchemaVersion> compatibleFrom) {
        return new Receipt(
                "sha256:abc",
                Integer.toString(rank),
                Integer.toString(rank),
                rank,
                rank,
                ahead,
                false,
                "",
                List.of(),
                compatibleFrom);
    }

    private static PostgresSettings withTimeout(PostgresSettings it, Duration timeout) {
        return new PostgresSettings(
                it.jdbcUrl(),
                it.credentials(),
                it.properties(),
                it.history(),
                it.schemas(),
                timeout,
                it.timeouts(),
                it.setRole(),
                it.appRole(),
                it.applicationName(),
                it.revision(),
                it.inPod());
    }

    private static PostgresDatabase database(PostgresSettings settings) {
        return new PostgresDatabase(settings, new SystemTime(), new Random(1));
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
