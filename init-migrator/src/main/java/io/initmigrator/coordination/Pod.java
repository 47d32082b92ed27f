package io.initmigrator.coordination;

import io.initmigrator.coordination.Candidate.Surroundings;
import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.Look;
import io.initmigrator.schema.Standing;
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

    /**
     * Writes down, at the first start of a rollout with a bundle that the schema holds already, that it has started with it; so a
     * pod of it that starts again later is known for an older one's.
     *
     * @return false where the schema may not hold the bundle for long: somebody migrates
     */
    boolean enrol(Look look) throws InterruptedException {
        return !(look.standing() instanceof Standing.Current(String version, boolean enrolled))
                || enrolled
                || database.enrol(bundle);
    }

    void tell(Notice notice) {
        surroundings.notices().accept(notice);
    }
}
