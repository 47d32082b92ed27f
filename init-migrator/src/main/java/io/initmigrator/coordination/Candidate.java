package io.initmigrator.coordination;

import io.initmigrator.schema.Bundle;
import io.initmigrator.wait.Deadline;
import io.initmigrator.wait.Time;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * A process that takes part in an election, and what it needs for that.
 *
 * @param deadline of its wait for leadership or for the leader
 * @param failureBackoff how long a bundle that failed once is not tried again
 */
public record Candidate(
        Identity identity,
        Bundle bundle,
        Database database,
        DatabaseClock databaseClock,
        Deadline deadline,
        Duration failureBackoff,
        Surroundings surroundings) {

    /** Clock, random numbers, listener and stop signal, each of which a test replaces. */
    public record Surroundings(Time time, RandomGenerator random, Consumer<Notice> notices, StopSignal stop) {}

    Time time() {
        return surroundings.time();
    }

    RandomGenerator random() {
        return surroundings.random();
    }

    StopSignal stop() {
        return surroundings.stop();
    }

    void tell(Notice notice) {
        surroundings.notices().accept(notice);
    }
}
