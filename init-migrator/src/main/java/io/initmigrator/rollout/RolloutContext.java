package io.initmigrator.rollout;

import io.initmigrator.core.DatabaseClock;
import io.initmigrator.core.Identity;
import io.initmigrator.core.Outcome;
import io.initmigrator.core.StopSignal;
import io.initmigrator.election.Candidate;
import io.initmigrator.election.Candidate.ProcessContext;
import io.initmigrator.event.RolloutEvent;
import io.initmigrator.fence.Database;
import io.initmigrator.migration.MigrationTool;
import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.Problem;
import io.initmigrator.time.Deadline;
import io.initmigrator.time.Time;
import java.util.random.RandomGenerator;

/** One process of a rollout: its identity, its bundle, and its ports. */
public final class RolloutContext {

    private final Identity identity;
    private final Bundle bundle;
    private final RolloutSettings settings;
    private final Database database;
    private final MigrationTool migrationTool;
    private final ProcessContext process;
    private final DatabaseClock databaseClock;
    private final SchemaCheck schemaCheck;
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
        this.schemaCheck = new SchemaCheck(database, bundle, settings, process.listener());
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

    SchemaCheck schemaCheck() {
        return schemaCheck;
    }

    SchemaAheadPolicy aheadPolicy() {
        return schemaCheck.aheadPolicy();
    }

    /** End of this pod's waiting time. */
    Deadline deadline() {
        return deadline;
    }

    /** This process as an election sees it. */
    public Candidate candidate() {
        return new Candidate(
                identity, elected(), database, databaseClock, deadline, settings.failureBackoff(), process);
    }

    /** Without deferring it is another bundle: its failure must not keep a pod of the rollout from starting. */
    private Bundle elected() {
        return settings.deferring() ? bundle : bundle.withDeferredScripts();
    }

    /** The outcome as it is shown: the same in the log, the termination message, the Events and the Lease. */
    Outcome advised(Outcome outcome) {
        return outcome instanceof Outcome.SchemaMismatch(Problem problem)
                ? new Outcome.SchemaMismatch(settings.advice().of(problem))
                : outcome;
    }

    void publish(RolloutEvent event) {
        process.listener().onEvent(event);
    }
}
