package io.initmigrator.rollout;

import io.initmigrator.core.DatabaseClock;
import io.initmigrator.core.Identity;
import io.initmigrator.core.StopSignal;
import io.initmigrator.election.Candidate;
import io.initmigrator.election.Candidate.ProcessContext;
import io.initmigrator.event.RolloutEvent;
import io.initmigrator.fence.Database;
import io.initmigrator.migration.MigrationTool;
import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.BundleState;
import io.initmigrator.schema.SchemaSnapshot;
import io.initmigrator.time.Deadline;
import io.initmigrator.time.Time;
import java.util.random.RandomGenerator;

/** One process of a rollout: who it is, what it carries, and what it can reach. */
public final class RolloutContext {

    private final Identity identity;
    private final Bundle bundle;
    private final RolloutSettings settings;
    private final Database database;
    private final MigrationTool migrationTool;
    private final ProcessContext process;
    private final DatabaseClock databaseClock;
    private final SchemaAheadPolicy aheadPolicy;
    private final Deadline deadline;

    public RolloutContext(
            Identity identity,
            Bundle bundle,
            RolloutSettings settings,
            Database database,
            MigrationTool migrationTool,
            ProcessContext process) {
        this.identity = identity;
        this.bundle = bundle;
        this.settings = settings;
        this.database = database;
        this.migrationTool = migrationTool;
        this.process = process;
        this.databaseClock = new DatabaseClock(process.time());
        this.aheadPolicy = new SchemaAheadPolicy(settings.whenAhead(), bundle, process.listener());
        this.deadline = Deadline.after(settings.timeout(), process.time());
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

    public Database database() {
        return database;
    }

    MigrationTool migrationTool() {
        return migrationTool;
    }

    Time time() {
        return process.time();
    }

    RandomGenerator random() {
        return process.random();
    }

    StopSignal stopSignal() {
        return process.stopSignal();
    }

    public DatabaseClock databaseClock() {
        return databaseClock;
    }

    SchemaAheadPolicy aheadPolicy() {
        return aheadPolicy;
    }

    /** When this pod stops waiting. */
    Deadline deadline() {
        return deadline;
    }

    /** This process as an election sees it. */
    public Candidate candidate() {
        return new Candidate(identity, bundle, database, databaseClock, deadline, settings.failureBackoff(), process);
    }

    /**
     * Writes down, at the first start of a rollout with a bundle that the schema holds already, that it has started with it; so a
     * pod of it that starts again later is known for an older one's.
     *
     * @return false where the schema may not hold the bundle for long: somebody migrates
     */
    boolean enrol(SchemaSnapshot snapshot) throws InterruptedException {
        return !(snapshot.state() instanceof BundleState.Current(String version, boolean enrolled))
                || enrolled
                || database.enrol(bundle);
    }

    void publish(RolloutEvent event) {
        process.listener().accept(event);
    }
}
