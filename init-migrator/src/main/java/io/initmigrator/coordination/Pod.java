package io.initmigrator.coordination;

import io.initmigrator.coordination.Candidate.Surroundings;
import io.initmigrator.schema.Bundle;
import io.initmigrator.wait.Deadline;
import io.initmigrator.wait.Time;
import java.util.random.RandomGenerator;

/** One process of a rollout: who it is, what it carries, and what it can reach. */
public final class Pod {

    private final Identity identity;
    private final Bundle bundle;
    private final RolloutSettings settings;
    private final Database database;
    private final Migrations migrations;
    private final Surroundings surroundings;
    private final DatabaseClock databaseClock;
    private final AheadPolicy policy;
    private final Deadline deadline;

    public Pod(
            Identity identity,
            Bundle bundle,
            RolloutSettings settings,
            Database database,
            Migrations migrations,
            Surroundings surroundings) {
        this.identity = identity;
        this.bundle = bundle;
        this.settings = settings;
        this.database = database;
        this.migrations = migrations;
        this.surroundings = surroundings;
        this.databaseClock = new DatabaseClock(surroundings.time());
        this.policy = new AheadPolicy(settings.whenAhead(), bundle, surroundings.notices());
        this.deadline = Deadline.after(settings.timeout(), surroundings.time());
    }

    Identity identity() {
        return identity;
    }

    Bundle bundle() {
        return bundle;
    }

    RolloutSettings settings() {
        return settings;
    }

    Database database() {
        return database;
    }

    Migrations migrations() {
        return migrations;
    }

    Time time() {
        return surroundings.time();
    }

    RandomGenerator random() {
        return surroundings.random();
    }

    StopSignal stop() {
        return surroundings.stop();
    }

    DatabaseClock databaseClock() {
        return databaseClock;
    }

    AheadPolicy policy() {
        return policy;
    }

    /** When this pod stops waiting. */
    Deadline deadline() {
        return deadline;
    }

    /** This process as an election sees it. */
    Candidate candidate() {
        return new Candidate(
                identity, bundle, database, databaseClock, deadline, settings.failureBackoff(), surroundings);
    }

    void tell(Notice notice) {
        surroundings.notices().accept(notice);
    }
}
