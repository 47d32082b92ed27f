package io.initmigrator.postgres;

import io.initmigrator.coordination.Fence;
import io.initmigrator.coordination.Sighting;
import io.initmigrator.coordination.Spectator;
import io.initmigrator.wait.Time;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at a session from outside, over a connection that lasts for one look. It holds nothing in between, so that no pooler and
 * no limit of connections is in its way for long; and where it cannot look it says that there was nothing.
 */
final class Onlooker {

    private static final Logger LOG = LoggerFactory.getLogger(Onlooker.class);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(5);

    private final Connector connector;
    private final Duration pause;
    private final Time time;

    /** @param lockTimeout zero for none; a shorter one is looked at more often, to see who was in the way */
    Onlooker(Connector connector, Duration lockTimeout, Time time) {
        this.connector = connector;
        this.pause = pause(lockTimeout);
        this.time = time;
    }

    Fence.Watch watch(int pid, Spectator spectator) {
        Thread thread = Thread.ofPlatform().daemon().name("postgres-watch").start(() -> look(pid, spectator));
        return thread::interrupt;
    }

    /** The first look only learns that the script lasts; of the next two, one may come too late. */
    static Duration pause(Duration lockTimeout) {
        // Not by Duration, which divides by way of BigDecimal: each start comes by here.
        Duration quarter = Duration.ofMillis(lockTimeout.toMillis() / 4);
        if (lockTimeout.isZero() || quarter.compareTo(LONGEST_PAUSE) > 0) {
            return LONGEST_PAUSE;
        }
        return quarter.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : quarter;
    }

    private void look(int pid, Spectator spectator) {
        try {
            while (true) {
                time.sleep(pause);
                if (spectator.isCurious()) {
                    spectator.saw(lookOnce(pid));
                }
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private Sighting lookOnce(int pid) {
        try (Connection connection = connector.connectBriefly(LONGEST_SILENCE)) {
            return Sightings.of(connection, pid);
        } catch (SQLException | RuntimeException e) {
            LOG.atDebug().addKeyValue("error", e.getMessage()).log("Looking at the session from outside failed");
            return Sighting.NOTHING;
        }
    }
}
