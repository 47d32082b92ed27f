package io.initmigrator.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.fence.Fence;
import io.initmigrator.fence.FenceAttempt;
import io.initmigrator.fence.Session;
import io.initmigrator.fence.SessionActivity;
import io.initmigrator.fence.SessionActivityListener;
import io.initmigrator.postgres.testing.TestDatabase;
import io.initmigrator.postgres.testing.TestPostgres;
import io.initmigrator.postgres.testing.TestSettings;
import io.initmigrator.time.SystemTime;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests the activity that is observed from outside a migrating session, on real PostgreSQL. */
class SessionActivityMonitorIT {

    private final TestDatabase database = TestPostgres.freshDatabase();
    private final BlockingQueue<SessionActivity> sightings = new LinkedBlockingQueue<>();

    private Session session;
    private PostgresFence fence;
    private Fence.Watch watch = () -> {};

    @BeforeEach
    void leadWithAShortLockTimeout() throws Exception {
        database.execute("create table orders (id bigint, state text)");
        lead(TestSettings.of(database, "leader_1"));
    }

    @AfterEach
    void end() {
        watch.close();
        session.close();
    }

    @Test
    void blockerIsNamedWithWhatItDoesButNotWithItsData() throws Exception {
        try (Connection application = application(database.user(), database.password());
                Statement statement = application.createStatement()) {
            watch();
            statement.execute("update orders set state = 's3cret' where id = 4711");
            CompletableFuture<Void> blocked = migrate("alter table orders add column note text");

            assertThat(awaitSighting(it -> !it.blockers().isEmpty()).blockedBy())
                    .matches("pid \\d+ \\(app \"orders-worker\", user \\w+, idle in transaction for \\d+ s after"
                            + " \"update orders set state = '…' where id = …\"\\)");

            application.rollback();
            blocked.get();
        }
    }

    @Test
    void indexThatWaitsForAnOlderTransactionNamesIt() throws Exception {
        try (Connection application = application(database.user(), database.password());
                Statement statement = application.createStatement()) {
            watch();
            statement.execute("insert into orders values (1, 'open')");
            CompletableFuture<Void> blocked = migrate("create index concurrently by_state on orders (state)");

            SessionActivity seen = awaitSighting(it -> !it.blockers().isEmpty());
            assertThat(seen.blockedBy()).contains("app \"orders-worker\"");
            assertThat(seen.indexProgress()).matches("index by_state: waiting for writers before build, \\d+ %");

            application.commit();
            blocked.get();
        }
    }

    @Test
    void whatTheRoleMayNotSeeIsSaid() throws Exception {
        String role = database.name() + "_shy";
        database.execute("create role " + role + " login password 'shy'; grant create on schema public to " + role
                + "; alter table orders owner to " + role);
        session.close();
        lead(TestSettings.of(database.url(), TestSettings.login(role, "shy"), TestSettings.HISTORY, "leader_1"));
        try (Connection application = application(database.user(), database.password());
                Statement statement = application.createStatement()) {
            watch();
            statement.execute("select * from orders");
            CompletableFuture<Void> blocked = migrate("alter table orders add column note text");

            assertThat(awaitSighting(it -> !it.blockers().isEmpty()).blockedBy())
                    .contains("app \"orders-worker\", user ", "its activity is hidden: grant pg_read_all_stats");

            application.rollback();
            blocked.get();
        }
    }

    @Test
    void nobodyCanLookButTheRunGoesOn() throws Exception {
        database.execute("alter database " + database.name() + " connection limit 0");
        String role = database.name() + "_plain";
        database.execute("create role " + role + " login password 'plain'; alter database " + database.name()
                + " connection limit 1; grant create on schema public to " + role);
        session.close();
        database.await("select count(*) = 1 from pg_stat_activity where datname = current_database()");
        lead(TestSettings.of(database.url(), TestSettings.login(role, "plain"), TestSettings.HISTORY, "leader_1"));
        watch();
        assertThat(sightings.poll(20, TimeUnit.SECONDS)).isEqualTo(SessionActivity.NONE);
        migrate("create table done ()").get();
    }

    @Test
    void holderOfTheFenceIsDescribedWithWhatItWaitsFor() throws Exception {
        try (Connection application = application(database.user(), database.password());
                Statement statement = application.createStatement()) {
            statement.execute("select * from orders");
            CompletableFuture<Void> blocked = migrate("alter table orders add column note text default 's3cret'");
            database.await("select exists (select 1 from pg_stat_activity where wait_event_type = 'Lock'"
                    + " and datname = current_database())");
            try (Session follower =
                    databaseOf(TestSettings.of(database, "follower_1")).open()) {
                FenceAttempt.Held held = (FenceAttempt.Held) follower.tryFence();
                assertThat(held.holder().description())
                        .contains("query \"alter table orders add column note text default '…'\"")
                        .contains("blocked by pid ", "app \"orders-worker\"");
            }
            application.rollback();
            blocked.get();
        }
    }

    @Test
    void shortLockTimeoutIsLookedAtMoreOften() {
        assertThat(SessionActivityMonitor.pause(Duration.ZERO)).isEqualTo(Duration.ofSeconds(2));
        assertThat(SessionActivityMonitor.pause(Duration.ofSeconds(5))).isEqualTo(Duration.ofMillis(1250));
        assertThat(SessionActivityMonitor.pause(Duration.ofSeconds(60))).isEqualTo(Duration.ofSeconds(2));
        assertThat(SessionActivityMonitor.pause(Duration.ofSeconds(1))).isEqualTo(Duration.ofMillis(250));
        assertThat(SessionActivityMonitor.pause(Duration.ofMillis(10))).isEqualTo(Duration.ofMillis(200));
    }

    private void lead(PostgresSettings settings) throws InterruptedException {
        session = databaseOf(settings).open();
        fence = (PostgresFence) ((FenceAttempt.Taken) session.tryFence()).fence();
    }

    private static PostgresDatabase databaseOf(PostgresSettings settings) {
        return new PostgresDatabase(settings, new SystemTime(), new Random(1));
    }

    private void watch() {
        watch = fence.watch(new SessionActivityListener() {
            @Override
            public boolean requestUpdate() {
                return true;
            }

            @Override
            public void onActivity(SessionActivity activity) {
                sightings.add(activity);
            }
        });
    }

    private SessionActivity awaitSighting(Predicate<SessionActivity> wanted) throws InterruptedException {
        while (true) {
            SessionActivity seen = sightings.poll(20, TimeUnit.SECONDS);
            assertThat(seen).as("a sighting within 20 s").isNotNull();
            if (wanted.test(seen)) {
                return seen;
            }
        }
    }

    private CompletableFuture<Void> migrate(String sql) {
        return CompletableFuture.runAsync(() -> {
            try (Connection connection = fence.unwrap(DataSource.class).getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("set lock_timeout = 0");
                statement.execute(sql);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private Connection application(String user, String password) throws SQLException {
        Connection connection =
                java.sql.DriverManager.getConnection(database.url() + "?ApplicationName=orders-worker", user, password);
        connection.setAutoCommit(false);
        return connection;
    }
}
