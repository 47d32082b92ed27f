package io.initmigrator.postgres;

import io.initmigrator.core.UnreachableException;
import io.initmigrator.schema.Problem;
import io.initmigrator.time.Backoff;
import io.initmigrator.time.Deadline;
import io.initmigrator.time.Durations;
import io.initmigrator.time.Time;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Retries transient connection failures with backoff until a deadline; fails fast on permanent ones. */
final class ConnectRetry {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectRetry.class);

    private static final Duration INITIAL_BACKOFF = Duration.ofMillis(100);
    private static final Duration MAX_BACKOFF = Duration.ofSeconds(1);

    private final Duration limit;
    private final String address;
    private final boolean isPodsLoopback;
    private final Time time;
    private final RandomGenerator random;

    /** @param isPodsLoopback true if the address is the loopback interface of a pod */
    ConnectRetry(Duration limit, String address, boolean isPodsLoopback, Time time, RandomGenerator random) {
        this.limit = limit;
        this.address = address;
        this.isPodsLoopback = isPodsLoopback;
        this.time = time;
        this.random = random;
    }

    /**
     * @param discard receives a result that arrives after the caller has left
     * @throws UnreachableException with the last error
     */
    <T> T call(SqlCallable<T> attempt, Consumer<T> discard) throws InterruptedException {
        Deadline deadline = Deadline.after(limit, time);
        Backoff backoff = new Backoff(INITIAL_BACKOFF, MAX_BACKOFF, random);
        String reported = "";
        while (true) {
            Duration left = atLeastAMoment(deadline);
            try {
                return TimeLimiter.call(attempt, left, discard);
            } catch (SQLException e) {
                if (!SqlStates.mayPass(e)) {
                    throw ConnectionErrors.of(address, e);
                }
                boolean isCutShort = e instanceof SQLTimeoutException && left.compareTo(MAX_BACKOFF) < 0;
                String error = isCutShort && !reported.isEmpty() ? reported : ServerMessages.of(e);
                if (deadline.hasPassed()) {
                    throw gaveUp(error, e);
                }
                reported = reportChange(reported, error);
            }
            time.sleep(deadline.atMost(backoff.next()));
        }
    }

    private String reportChange(String reported, String error) {
        if (!error.equals(reported)) {
            LOG.atInfo()
                    .addKeyValue("database", address)
                    .addKeyValue("error", error)
                    .log("Waiting for PostgreSQL");
        }
        return error;
    }

    private UnreachableException gaveUp(String error, SQLException last) {
        return new UnreachableException(
                new Problem(address + " did not answer within " + seconds(limit) + ": " + error, remedy()), last);
    }

    private String remedy() {
        return isPodsLoopback
                ? "use the database's own address, or make its proxy a native sidecar (an init container with"
                        + " restartPolicy: Always, before this one): an ordinary sidecar starts only after the init"
                        + " containers"
                : "check that it is running and that the address and the network policy let this pod reach it";
    }

    private static Duration atLeastAMoment(Deadline deadline) {
        Duration left = deadline.remaining();
        return Durations.max(left, INITIAL_BACKOFF);
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }
}
