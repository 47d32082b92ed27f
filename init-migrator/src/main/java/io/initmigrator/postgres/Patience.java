package io.initmigrator.postgres;

import io.initmigrator.coordination.UnreachableException;
import io.initmigrator.wait.Backoff;
import io.initmigrator.wait.Deadline;
import io.initmigrator.wait.Time;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tries again what may succeed a little later, until it does or the time is up; and at once gives up what will not. */
final class Patience {

    private static final Logger LOG = LoggerFactory.getLogger(Patience.class);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final Duration limit;
    private final String address;
    private final Time time;
    private final RandomGenerator random;

    Patience(Duration limit, String address, Time time, RandomGenerator random) {
        this.limit = limit;
        this.address = address;
        this.time = time;
        this.random = random;
    }

    /**
     * @param discard takes a result for which nobody waits any more
     * @throws UnreachableException with the last error
     */
    <T> T call(Attempt<T> attempt, Consumer<T> discard) throws InterruptedException {
        Deadline deadline = Deadline.after(limit, time);
        Backoff backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE, random);
        String told = "";
        while (true) {
            Duration left = atLeastAMoment(deadline);
            try {
                return Abandonable.call(attempt, left, discard);
            } catch (SQLException e) {
                if (!SqlStates.mayPass(e)) {
                    throw Refusal.of(address, e);
                }
                boolean isCutShort = e instanceof SQLTimeoutException && left.compareTo(LONGEST_PAUSE) < 0;
                String error = isCutShort && !told.isEmpty() ? told : ServerWords.of(e);
                if (deadline.hasPassed()) {
                    throw gaveUp(error, e);
                }
                told = tellChange(told, error);
            }
            time.sleep(deadline.atMost(backoff.next()));
        }
    }

    private String tellChange(String told, String error) {
        if (!error.equals(told)) {
            LOG.atInfo()
                    .addKeyValue("database", address)
                    .addKeyValue("error", error)
                    .log("Waiting for PostgreSQL to answer");
        }
        return error;
    }

    private UnreachableException gaveUp(String error, SQLException last) {
        return new UnreachableException(
                address + " did not answer within " + seconds(limit) + ": " + error
                        + "; check that it runs, and that the address and the network policy let this pod reach it",
                last);
    }

    private static Duration atLeastAMoment(Deadline deadline) {
        Duration left = deadline.left();
        return left.compareTo(FIRST_PAUSE) < 0 ? FIRST_PAUSE : left;
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }
}
