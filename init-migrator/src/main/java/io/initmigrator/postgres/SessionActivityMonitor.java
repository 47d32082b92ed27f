package io.initmigrator.postgres;

import io.initmigrator.fence.Fence;
import io.initmigrator.fence.SessionActivity;
import io.initmigrator.fence.SessionActivityListener;
import io.initmigrator.time.Time;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at a session from outside, over a connection that lasts for one look. It holds nothing in between, so that no pooler and
 * no limit of connections is in its way for long; and where it cannot look it says that there was nothing.
 */
final class SessionActivityMonitor {

    private static final Logger LOG = LoggerFactory.getLogger(SessionActivityMonitor.class);
    private static final Duration MAX_BACKOFF = Duration.ofSeconds(2);
    private static final Duration MIN_BACKOFF = Duration.ofMillis(200);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(5);

    private final ConnectionFactory connector;
    private final Duration pause;
    private final Time time;

    /** @param lockTimeout zero for none; a shorter one is looked at more often, to see who was in the way */
    SessionActivityMonitor(ConnectionFactory connector, Duration lockTimeout, Time time) {
        this.connector = connector;
        this.pause = pause(lockTimeout);
        this.time = time;
    }

    Fence.Watch watch(int pid, SessionActivityListener spectator) {
        Thread thread = Thread.ofPlatform().daemon().name("postgres-watch").start(() -> sample(pid, spectator));
        return thread::interrupt;
    }

    /** The first look only learns that the script lasts; of the next two, one may come too late. */
    static Duration pause(Duration lockTimeout) {
        // Not by Duration, which divides by way of BigDecimal: each start comes by here.
        Duration quarter = Duration.ofMillis(lockTimeout.toMillis() / 4);
        if (lockTimeout.isZero() || quarter.compareTo(MAX_BACKOFF) > 0) {
            return MAX_BACKOFF;
        }
        return quarter.compareTo(MIN_BACKOFF) < 0 ? MIN_BACKOFF : quarter;
    }

    private void sample(int pid, SessionActivityListener spectator) {
        try {
            while (true) {
                time.sleep(pause);
                if (spectator.wantsUpdates()) {
                    spectator.onActivity(sampleOnce(pid));
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
