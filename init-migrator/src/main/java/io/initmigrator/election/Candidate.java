package io.initmigrator.election;

import io.initmigrator.core.DatabaseClock;
import io.initmigrator.core.Identity;
import io.initmigrator.core.StopSignal;
import io.initmigrator.event.RolloutEvent;
import io.initmigrator.event.RolloutListener;
import io.initmigrator.fence.Database;
import io.initmigrator.schema.Bundle;
import io.initmigrator.time.Deadline;
import io.initmigrator.time.Time;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * A process that takes part in an election, with its dependencies.
 *
 * @param deadline of its wait for leadership or for the leader
 * @param failureBackoff delay before a bundle that failed once is retried
 */
public record Candidate(
        Identity identity,
        Bundle bundle,
        Database database,
        DatabaseClock databaseClock,
        Deadline deadline,
        Duration failureBackoff,
        ProcessContext process) {

    /** Clock, random numbers, listener and stop signal, each of which a test replaces. */
    public record ProcessContext(Time time, RandomGenerator random, RolloutListener listener, StopSignal stopSignal) {}

    Time time() {
        return process.time();
    }

    RandomGenerator random() {
        return process.random();
    }

    StopSignal stopSignal() {
        return process.stopSignal();
    }

    void publish(RolloutEvent event) {
        process.listener().onEvent(event);
    }
}
