package io.initmigrator.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.initmigrator.core.Identity;
import io.initmigrator.fence.Fence;
import io.initmigrator.fence.FenceAttempt;
import io.initmigrator.fence.FenceHolder;
import io.initmigrator.fence.Session;
import io.initmigrator.fence.SessionLostException;
import io.initmigrator.postgres.testing.TestDatabase;
import io.initmigrator.postgres.testing.TestPostgres;
import io.initmigrator.postgres.testing.TestSettings;
import io.initmigrator.schema.Bundle;
import io.initmigrator.time.SystemTime;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Tests the fence and the session that holds it, on real PostgreSQL. */
class PostgresSessionIT {

    private static final Bundle BUNDLE = new Bundle("sha256:abc", 2, "/migrations");

    private final TestDatabase server = TestPostgres.freshDatabase();

    @Test
    void oneSessionHoldsTheFenceAndTheOtherLearnsItsHolder() throws Exception {
        try (Session second = open("pod-b_1")) {
            try (Session first = open("pod-a_1")) {
                assertThat(first.tryFence()).isInstanceOf(FenceAttempt.Taken.class);
                FenceHolder holder = holder(second);
                assertThat(holder.applicationName()).isEqualTo("init-migrator pod-a_1");
                assertThat(holder.isOneOf(List.of("pod-a_1"))).isTrue();
                assertThat(holder.description())
                        .startsWith("user " + server.user() + ", from ")
                        .contains(", idle, for ");
            }
            TestDatabase.await("the fence is free", () -> second.tryFence() instanceof FenceAttempt.Taken);
        }
    }

    @Test
    void differentHistoryTablesDoNotExcludeEachOther() throws Exception {
        try (Session one = open("pod-a_1", new HistoryTable(Optional.of("billing"), "flyway_schema_history"));
                Session other = open("pod-b_1", new HistoryTable(Optional.of("billing"), "Flyway_schema_history"));
                Session unnamed = open("pod-c_1", TestSettings.HISTORY);
                Session named = open("pod-d_1", new HistoryTable(Optional.of("public"), "flyway_schema_history"))) {
            assertThat(one.tryFence()).isInstanceOf(FenceAttempt.Taken.class);
            assertThat(other.tryFence()).isInstanceOf(FenceAttempt.Taken.class);
            assertThat(unnamed.tryFence()).isInstanceOf(FenceAttempt.Taken.class);
            assertThat(named.tryFence()).isInstanceOf(FenceAttempt.Held.class);
        }
    }

    @Test
    void evictionEndsOnlyTheHolderThatWasMeant() throws Exception {
        try (Session leftover = open("pod-a_1");
                Session successor = open("pod-b_1")) {
            PostgresFence fence = Fences.taken(leftover);
            FenceHolder holder = holder(successor);
            assertThat(successor.evict(holder, List.of("pod-x_1"))).isFalse();
            assertThat(successor.evict(new FenceHolder(holder.pid() + 1, "", "", Optional.empty()), List.of("pod-a_1")))
                    .isFalse();
            assertThat(successor.evict(holder, List.of("pod-x_1", "pod-a_1"))).isTrue();
            TestDatabase.await("the fence is free", () -> successor.tryFence() instanceof FenceAttempt.Taken);
            assertThatThrownBy(() -> fence.readSnapshot(BUNDLE)).isInstanceOf(SessionLostException.class);
        }
    }

    @Test
    void holderOfTheFenceIsTerminatedOnlyUnderItsName() throws Exception {
        try (Session leftover = open("pod-a_1");
                Session human = open("pod-b_1")) {
            Fences.taken(leftover);
            FenceHolder holder = holder(human);
            assertThat(holder.idleSince()).isPresent();
            assertThat(human.terminate(new FenceHolder(holder.pid(), "psql", "", Optional.empty())))
                    .isFalse();
            assertThat(human.terminate(holder)).isTrue();
            TestDatabase.await("the fence is free", () -> human.tryFence() instanceof FenceAttempt.Taken);
        }
    }

    @Test
    void sessionOfOursThatDoesNotHoldTheFenceIsNotEvicted() throws Exception {
        try (Session idle = open("pod-a_1");
                Session other = open("pod-b_1")) {
            int pid =
                    server.number("select pid from pg_stat_activity where application_name = 'init-migrator pod-a_1'");
            assertThat(other.evict(new FenceHolder(pid, "", "", Optional.empty()), List.of("pod-a_1")))
                    .isFalse();
            assertThat(idle.tryFence()).isInstanceOf(FenceAttempt.Taken.class);
        }
    }

    @Test
    void sessionOfAnotherRoleIsNotEvicted() throws Exception {
        String role = server.name() + "_weak";
        server.execute("create role " + role + " login password 'secret'");
        var settings =
                TestSettings.of(server.url(), TestSettings.login(role, "secret"), TestSettings.HISTORY, "pod-b_1");
        try (Session leftover = open("pod-a_1");
                Session weak = open(settings)) {
            Fences.taken(leftover);
            assertThat(weak.evict(holder(weak), List.of("pod-a_1"))).isFalse();
        }
    }

    @Test
    void sessionOfAnotherLeaseIsNotEvicted() throws Exception {
        String lease = "0123abcd-0000-4000-8000-000000000000";
        var database = new PostgresDatabase(TestSettings.of(server, "pod-a_1"), new SystemTime(), new Random(1));
        try (Session leftover = database.open(lease);
                Session successor = open("pod-b_1")) {
            // As before each script: an earlier script may have changed the application name.
            Fence fence = Fences.taken(leftover);
            fence.verifyHeldAndApply(fence.defaultTimeouts());
            FenceHolder holder = holder(successor);
            assertThat(holder.applicationName()).isEqualTo("init-migrator pod-a_1 0123abcd");
            assertThat(successor.evict(holder, List.of("pod-a_1", "pod-a_1 fedcba98")))
                    .isFalse();
            assertThat(successor.evict(holder, List.of(Identity.session("pod-a_1", lease))))
                    .isTrue();
        }
    }

    @Test
    void leftoverSessionIsEndedAlsoByOneThatWorksAsTheOwner() throws Exception {
        String owner = server.name() + "_owner";
        String login = server.name() + "_login";
        server.execute("create role " + owner);
        server.execute("create role " + login + " login password 'secret' in role " + owner);
        try (Session leftover = open(workingAs(owner, login, "pod-a_1"));
                Session successor = open(workingAs(owner, login, "pod-b_1"))) {
            Fences.taken(leftover);
            assertThat(successor.evict(holder(successor), List.of("pod-a_1"))).isTrue();
            TestDatabase.await("the fence is free", () -> successor.tryFence() instanceof FenceAttempt.Taken);
            try (Connection connection =
                    Fences.taken(successor).unwrap(DataSource.class).getConnection()) {
                assertThat(setting(connection, "role")).isEqualTo(owner);
            }
        }
    }

    @Test
    void sessionAsksTheServerToKeepItAndToNoticeItsEnd() throws Exception {
        server.execute("alter database " + server.name() + " set idle_session_timeout = '1s'");
        server.execute("alter database " + server.name() + " set idle_in_transaction_session_timeout = '1s'");
        try (Session session = open("pod-a_1");
                Connection connection =
                        Fences.taken(session).unwrap(DataSource.class).getConnection()) {
            assertThat(setting(connection, "idle_session_timeout")).isEqualTo("0");
            assertThat(setting(connection, "idle_in_transaction_session_timeout"))
                    .isEqualTo("0");
            assertThat(setting(connection, "lock_timeout")).isEqualTo("5s");
            assertThat(setting(connection, "statement_timeout")).isEqualTo("0");
            assertThat(setting(connection, "client_connection_check_interval")).isEqualTo("1s");
            assertThat(setting(connection, "tcp_keepalives_idle")).isEqualTo("10");
        }
    }

    @Test
    void fencedConnectionIsTheSessionsAndCannotBeClosed() throws Exception {
        try (Session session = open("pod-a_1")) {
            var source = Fences.taken(session).unwrap(DataSource.class);
            String first = backend(source.getConnection());
            source.getConnection().close();
            assertThat(backend(source.getConnection())).isEqualTo(first);
            session.abort();
            assertThatThrownBy(() -> source.getConnection()).hasMessageContaining("was aborted");
            assertThatThrownBy(session::tryFence).isInstanceOf(SessionLostException.class);
        }
    }

    private Session open(String identity) throws InterruptedException {
        return open(TestSettings.of(server, identity));
    }

    private Session open(String identity, HistoryTable history) throws InterruptedException {
        return open(TestSettings.of(server, identity, history));
    }

    private PostgresSettings workingAs(String owner, String login, String identity) {
        return TestSettings.workingAs(
                owner,
                TestSettings.of(server.url(), TestSettings.login(login, "secret"), TestSettings.HISTORY, identity));
    }

    private static Session open(PostgresSettings settings) throws InterruptedException {
        return new PostgresDatabase(settings, new SystemTime(), new Random(1)).open();
    }

    private static FenceHolder holder(Session session) {
        if (session.tryFence() instanceof FenceAttempt.Held(FenceHolder holder)) {
            return holder;
        }
        throw new AssertionError("the fence was free");
    }

    private static String setting(Connection connection, String name) throws SQLException {
        return string(connection, "select current_setting('" + name + "')");
    }

    private static String backend(Connection connection) throws SQLException {
        return string(connection, "select pg_backend_pid()::text");
    }

    private static String string(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
