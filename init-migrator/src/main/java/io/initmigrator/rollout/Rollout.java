package io.initmigrator.rollout;

import io.initmigrator.core.Outcome;
import io.initmigrator.election.Candidate;
import io.initmigrator.election.Elector;
import io.initmigrator.election.Elector.Lead;
import io.initmigrator.event.RolloutEvent;
import io.initmigrator.schema.Problem;
import io.initmigrator.schema.SchemaSnapshot;
import java.util.Optional;

/** One pod's part in a rollout: checks the schema, then migrates or waits until the main container may start or must not. */
public final class Rollout {

    private final RolloutContext context;
    private final ElectorFactory electors;
    private final Optional<RolloutGate> gate;

    public Rollout(RolloutContext context, ElectorFactory electors) {
        this(context, electors, Optional.empty());
    }

    /**
     * @param electors makes the {@link Elector}; called only if there is work, because creating a Kubernetes client is expensive
     * @param gate of deferred scripts
     */
    public Rollout(RolloutContext context, ElectorFactory electors, Optional<RolloutGate> gate) {
        this.context = context;
        this.electors = electors;
        this.gate = gate;
    }

    /** Creates the elector of this pod. */
    @FunctionalInterface
    public interface ElectorFactory {
        Elector open(Candidate candidate);
    }

    public Outcome run() throws InterruptedException {
        Outcome outcome = takePart();
        // Hot path, see docs/startup.md: any other check loads a class.
        return outcome instanceof Outcome.Ready ? outcome : notReady(context.advised(outcome));
    }

    private Outcome notReady(Outcome outcome) {
        if (outcome instanceof Outcome.SchemaMismatch(Problem problem)) {
            context.publish(new RolloutEvent.MigrationRefused(problem));
        }
        return outcome;
    }

    private Outcome takePart() throws InterruptedException {
        Optional<Outcome> outcome = checkSchema();
        if (outcome.isPresent()) {
            return outcome.get();
        }
        return gate.isPresent() ? runBehind(gate.get()) : elect();
    }

    private Outcome runBehind(RolloutGate closed) throws InterruptedException {
        try (closed) {
            Optional<Outcome> refused = closed.await();
            return refused.isPresent() ? refused.get() : elect();
        }
    }

    private Outcome elect() throws InterruptedException {
        try (Elector elector = electors.open(context.candidate())) {
            return elector.run(this::lead, this::checkSchema);
        }
    }

    /** A leader that lost its term before its task began is a follower again: it rechecks the schema and may be re-elected. */
    private Optional<Outcome> lead(Lead lead) throws InterruptedException {
        Optional<Outcome> outcome =
                new LeadershipTerm(context, lead, new MigrationTask(context, lead.leadership(), gate)).run();
        Optional<Outcome> rechecked = outcome.isPresent() ? outcome : checkSchema();
        return rechecked.isPresent() ? rechecked : LeadershipTerm.pauseAfterLoss(context);
    }

    private Optional<Outcome> checkSchema() throws InterruptedException {
        SchemaSnapshot snapshot = context.database().readSnapshot(context.bundle());
        context.databaseClock().set(snapshot);
        return context.schemaCheck().enrol(snapshot) ? context.schemaCheck().evaluate(snapshot) : Optional.empty();
    }
}
