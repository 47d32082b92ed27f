package io.initmigrator.postgres;

import io.initmigrator.fence.Fence;
import io.initmigrator.fence.SessionActivity;
import io.initmigrator.fence.SessionActivityListener;
import io.initmigrator.time.Durations;
import io.initmigrator.time.Time;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Observes a session over a separate connection for each query. Holds nothing in between, so that poolers and connection limits
 * affect it only briefly; reports no activity if it cannot connect.
 */
final class SessionActivityMonitor {

    private static final Logger LOG = LoggerFactory.getLogger(SessionActivityMonitor.class);
    private static final Duration MAX_BACKOFF = Duration.ofSeconds(2);
    private static final Duration MIN_BACKOFF = Duration.ofMillis(200);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(5);

    private final ConnectionFactory connector;
    private final Duration pause;
    private final Time time;

    /** @param lockTimeout zero for none; a shorter one is observed more often, to identify the blockers */
    SessionActivityMonitor(ConnectionFactory connector, Duration lockTimeout, Time time) {
        this.connector = connector;
        this.pause = pause(lockTimeout);
        this.time = time;
    }

    Fence.Watch watch(int pid, SessionActivityListener listener) {
        Thread thread = Thread.ofPlatform().daemon().name("postgres-watch").start(() -> sample(pid, listener));
        return thread::interrupt;
    }

    /** The first query only detects that the script is still running; of the next two, one may come too late. */
    static Duration pause(Duration lockTimeout) {
        // In milliseconds: hot path, see docs/startup.md.
        Duration quarter = Duration.ofMillis(lockTimeout.toMillis() / 4);
        if (lockTimeout.isZero() || quarter.compareTo(MAX_BACKOFF) > 0) {
            return MAX_BACKOFF;
        }
        return Durations.max(quarter, MIN_BACKOFF);
    }

    private void sample(int pid, SessionActivityListener listener) {
        try {
            while (true) {
                time.sleep(pause);
                if (listener.requestUpdate()) {
                    listener.onActivity(sampleOnce(pid));
                }
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private SessionActivity sampleOnce(int pid) {
        try (Connection connection = connector.connectBriefly(READ_TIMEOUT)) {
            return SessionActivityQuery.of(connection, pid);
        } catch (SQLException | RuntimeException e) {
            LOG.atDebug().addKeyValue("error", e.getMessage()).log("Cannot monitor session activity");
            return SessionActivity.NONE;
        }
    }
}
