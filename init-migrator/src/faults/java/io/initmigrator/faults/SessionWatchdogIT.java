package io.initmigrator.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.initmigrator.fence.FenceAttempt;
import io.initmigrator.fence.ReadOnlySession;
import io.initmigrator.fence.Session;
import io.initmigrator.fence.SessionLostException;
import io.initmigrator.postgres.PostgresDatabase;
import io.initmigrator.postgres.PostgresSettings;
import io.initmigrator.postgres.testing.TestDatabase;
import io.initmigrator.postgres.testing.TestPostgres;
import io.initmigrator.postgres.testing.TestSettings;
import io.initmigrator.schema.Bundle;
import io.initmigrator.time.SystemTime;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** Tests a session whose connection to PostgreSQL becomes silent for good, on real PostgreSQL. */
@Tag("heavy")
@Timeout(60)
class SessionWatchdogIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final TestDatabase database = TestPostgres.freshDatabase();
    private TcpProxy way;
    private PostgresSettings settings;
    private Session session;

    @BeforeEach
    void open() throws Exception {
        way = TcpProxy.to(database.server().host(), database.server().port());
        settings = TestSettings.of(
                        "jdbc:postgresql://localhost:" + way.port() + "/" + database.name(),
                        TestSettings.login(database.user(), database.password()),
                        TestSettings.HISTORY,
                        "leader_1")
                .withDatabaseTimeout(TIMEOUT);
        session = new PostgresDatabase(settings, new SystemTime(), new Random(1)).open();
    }

    @AfterEach
    void close() throws IOException {
        way.close();
        session.close();
    }

    @Test
    void sessionBehindASilentWayIsLostAfterTheDatabaseTimeout() {
        way.stall();

        assertThatThrownBy(session::tryFence).isInstanceOf(SessionLostException.class);
    }

    /** Covers a session that only reads, which has no watchdog: {@code wait} and {@code status} have nothing else to do. */
    @Test
    void readingSessionBehindASilentWayIsLostAfterTheDatabaseTimeout() throws Exception {
        try (ReadOnlySession reading = new PostgresDatabase(settings, new SystemTime(), new Random(1)).read()) {
            way.stall();

            assertThatThrownBy(reading::fenceHolder).isInstanceOf(SessionLostException.class);
        }
    }

    @Test
    void sessionThatTheServerHasEndedIsLostAtTheNextLook() throws Exception {
        way.stallOpenConnections();
        CompletableFuture<FenceAttempt> asked = CompletableFuture.supplyAsync(session::tryFence);
        database.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where application_name like '%leader_1'");

        assertThat(asked.handle((taken, problem) -> problem).get(50, TimeUnit.SECONDS))
                .hasCauseInstanceOf(SessionLostException.class);
    }

    @Test
    void sessionThatIsThereOutlastsTheDatabaseTimeout() {
        assertThatItOutlastsTheDatabaseTimeout();
    }

    @Test
    void sessionOutlastsAServiceThatRefusesNewConnections() throws Exception {
        way.refuse();

        assertThatItOutlastsTheDatabaseTimeout();
    }

    /** Covers a session that is closed while the watchdog checks it: it was not lost. */
    @Test
    void sessionThatWasClosedIsNotGivenUpAfterwards() throws Exception {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger logger = (Logger) LoggerFactory.getLogger("io.initmigrator.postgres.SessionWatchdog");
        logger.addAppender(log);
        try {
            PostgresSettings hasty = TestSettings.of(database, "hasty_1").withDatabaseTimeout(Duration.ofMillis(600));
            for (int i = 0; i < 20; i++) {
                Session closed = new PostgresDatabase(hasty, new SystemTime(), new Random(1)).open();
                database.execute("select pg_sleep(0.105)");
                closed.close();
            }
            TestDatabase.await("the lifelines have ended", () -> watchdogThreads() == 1);
        } finally {
            logger.detachAppender(log);
        }

        assertThat(log.list).isEmpty();
    }

    /** Counts the watchdog threads of all tests, including this one's. */
    private static long watchdogThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("postgres-lifeline"))
                .count();
    }

    private void assertThatItOutlastsTheDatabaseTimeout() {
        FenceAttempt.Taken taken = (FenceAttempt.Taken) session.tryFence();

        database.execute("select pg_sleep(" + 2 * TIMEOUT.toSeconds() + ")");

        assertThat(taken.fence().readSnapshot(new Bundle("sha256:0", 1, "here")))
                .isNotNull();
    }
}
