package io.initmigrator.postgres;

import io.initmigrator.wait.Time;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts a session's line where the way to PostgreSQL has gone silent for good: a socket that nobody closed is listened to for
 * hours, while the Lease is renewed and everybody waits. Now and then it asks over another connection, as {@link Onlooker}
 * does, whether the server still has the session; and where the server doesn't even answer that for {@code
 * MIGRATOR_DATABASE_TIMEOUT}, it takes the session for lost. Whoever refuses the question, or has no name or port for it just
 * now, is not silent: a session may well outlast that.
 */
final class Lifeline {

    private static final Logger LOG = LoggerFactory.getLogger(Lifeline.class);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(5);
    private static final int LOOKS = 6;

    /** Parameters: when the session's server was started, pid. */
    private static final String QUESTION = "select pg_catalog.pg_is_in_recovery(), " + SessionFacts.SERVER_START
            + " operator(pg_catalog.=) ?::pg_catalog.text,"
            + " exists (select 1 from pg_catalog.pg_stat_activity where pid operator(pg_catalog.=) ?::integer)";

    private final Connector connector;
    private final Line line;
    private final SessionFacts facts;
    private final Duration patience;
    private final Time time;
    private final Thread thread;

    /** What was heard of the session. */
    private enum Pulse {
        THERE,
        GONE,
        SILENT
    }

    private Lifeline(Connector connector, Line line, SessionFacts facts, Duration patience, Time time) {
        this.connector = connector;
        this.line = line;
        this.facts = facts;
        this.patience = patience;
        this.time = time;
        this.thread = Thread.ofPlatform().daemon().name("postgres-lifeline").unstarted(this::watch);
    }

    /** @param patience for how long the server may be silent */
    static Lifeline begin(Connector connector, Line line, SessionFacts facts, Duration patience, Time time) {
        Lifeline lifeline = new Lifeline(connector, line, facts, patience, time);
        lifeline.thread.start();
        return lifeline;
    }

    void end() {
        thread.interrupt();
    }

    private void watch() {
        Duration heard = time.elapsed();
        try {
            while (!line.isCut()) {
                time.sleep(pause(patience));
                Pulse pulse = feel();
                if (Thread.interrupted()) {
                    // The session was closed in the meantime, so that it is no news that the server has it no longer.
                    return;
                }
                if (pulse == Pulse.THERE) {
                    heard = time.elapsed();
                } else if (pulse == Pulse.GONE || time.elapsed().minus(heard).compareTo(patience) >= 0) {
                    giveUp(pulse);
                }
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private static Duration pause(Duration patience) {
        Duration part = Duration.ofMillis(Math.max(1, patience.toMillis() / LOOKS));
        return part.compareTo(LONGEST_PAUSE) < 0 ? part : LONGEST_PAUSE;
    }

    private Pulse feel() {
        try (Connection connection = connector.connectBriefly(LONGEST_SILENCE)) {
            return ask(connection);
        } catch (SQLException e) {
            return SqlStates.isSilence(e) ? Pulse.SILENT : Pulse.THERE;
        } catch (RuntimeException e) {
            return Pulse.THERE;
        }
    }

    /** Through a pooler, the way as far as there is open, and what lies behind may be busy. */
    private Pulse ask(Connection connection) {
        try (PreparedStatement statement = connection.prepareStatement(QUESTION)) {
            statement.setString(1, facts.serverStart());
            statement.setInt(2, facts.backendPid());
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                // A replica, among several hosts, knows nothing of the session.
                boolean there = rows.getBoolean(1) || (rows.getBoolean(2) && rows.getBoolean(3));
                return there ? Pulse.THERE : Pulse.GONE;
            }
        } catch (SQLException e) {
            return Pulse.THERE;
        }
    }

    private void giveUp(Pulse pulse) {
        LOG.atWarn()
                .addKeyValue("database", line.address())
                .addKeyValue(
                        "reason",
                        pulse == Pulse.GONE
                                ? "the server has ended it, and the line did not tell"
                                : "the server has not answered for " + patience.toMillis() + "ms")
                .log("Giving the session up");
        line.cut();
    }
}
