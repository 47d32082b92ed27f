package io.initmigrator.postgres;

import io.initmigrator.time.Durations;
import io.initmigrator.time.Time;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Aborts the session if PostgreSQL no longer knows it or stops responding: a read on a half-open socket blocks for hours while
 * the Lease is renewed and everyone waits. Checks periodically over another connection, as {@link SessionActivityMonitor} does,
 * whether the server still has the session; if the server does not respond for {@code MIGRATOR_DATABASE_TIMEOUT}, the session
 * counts as lost. A refused connection or an unresolvable name does not count: a session may outlast those.
 */
final class SessionWatchdog {

    private static final Logger LOG = LoggerFactory.getLogger(SessionWatchdog.class);

    private static final Duration MAX_BACKOFF = Duration.ofSeconds(10);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(5);
    private static final int PROBES = 6;

    /** Parameters: start time of the session's server, pid. */
    private static final String QUESTION = "select pg_catalog.pg_is_in_recovery(), " + ServerInfo.SERVER_START
            + " operator(pg_catalog.=) ?::pg_catalog.text,"
            + " exists (select 1 from pg_catalog.pg_stat_activity where pid operator(pg_catalog.=) ?::integer)";

    private final ConnectionFactory connector;
    private final SessionConnection sessionConnection;
    private final ServerInfo facts;
    private final Duration timeout;
    private final Time time;
    private final Thread thread;

    /** Result of a check. */
    private enum Liveness {
        THERE,
        GONE,
        SILENT
    }

    private SessionWatchdog(
            ConnectionFactory connector,
            SessionConnection sessionConnection,
            ServerInfo facts,
            Duration timeout,
            Time time) {
        this.connector = connector;
        this.sessionConnection = sessionConnection;
        this.facts = facts;
        this.timeout = timeout;
        this.time = time;
        this.thread = Thread.ofPlatform().daemon().name("postgres-lifeline").unstarted(this::watch);
    }

    /** @param timeout longest time without a response */
    static SessionWatchdog begin(
            ConnectionFactory connector,
            SessionConnection sessionConnection,
            ServerInfo facts,
            Duration timeout,
            Time time) {
        SessionWatchdog watchdog = new SessionWatchdog(connector, sessionConnection, facts, timeout, time);
        watchdog.thread.start();
        return watchdog;
    }

    void end() {
        thread.interrupt();
    }

    private void watch() {
        Duration heard = time.elapsed();
        try {
            while (!sessionConnection.isAborted()) {
                time.sleep(pause(timeout));
                Liveness pulse = probe();
                if (Thread.interrupted()) {
                    // The session was closed meanwhile, so its absence is expected.
                    return;
                }
                if (pulse == Liveness.THERE) {
                    heard = time.elapsed();
                } else if (pulse == Liveness.GONE || time.elapsed().minus(heard).compareTo(timeout) >= 0) {
                    giveUp(pulse);
                }
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private static Duration pause(Duration timeout) {
        Duration part = Duration.ofMillis(Math.max(1, timeout.toMillis() / PROBES));
        return Durations.min(part, MAX_BACKOFF);
    }

    private Liveness probe() {
        try (Connection connection = connector.connectBriefly(READ_TIMEOUT)) {
            return ask(connection);
        } catch (SQLException e) {
            return SqlStates.isSilence(e) ? Liveness.SILENT : Liveness.THERE;
        } catch (RuntimeException e) {
            return Liveness.THERE;
        }
    }

    /** Through a pooler, only the way to the pooler is checked, and a busy server behind it is tolerated. */
    private Liveness ask(Connection connection) {
        try (PreparedStatement statement = connection.prepareStatement(QUESTION)) {
            statement.setString(1, facts.serverStart());
            statement.setInt(2, facts.backendPid());
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                // With several hosts, a standby does not know the session.
                boolean there = rows.getBoolean(1) || (rows.getBoolean(2) && rows.getBoolean(3));
                return there ? Liveness.THERE : Liveness.GONE;
            }
        } catch (SQLException e) {
            return Liveness.THERE;
        }
    }

    private void giveUp(Liveness pulse) {
        LOG.atWarn()
                .addKeyValue("database", sessionConnection.address())
                .addKeyValue(
                        "reason",
                        pulse == Liveness.GONE
                                ? "the server no longer has this session"
                                : "the server has not answered for " + timeout.toMillis() + "ms")
                .log("Aborting session");
        sessionConnection.abort();
    }
}
