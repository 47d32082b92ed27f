package io.initmigrator.rollout;

import io.initmigrator.core.Outcome;
import io.initmigrator.election.Elector;
import io.initmigrator.election.Elector.Lead;
import io.initmigrator.rollout.Rollout.ElectorFactory;
import java.util.Optional;

/** Runs a manual repair, with the same election and fence as a migration. */
public final class RepairRollout {

    private final RolloutContext context;
    private final ElectorFactory electors;

    /** @param context not subject to failure backoff, see {@link RolloutSettings#regardlessOfFailures} */
    public RepairRollout(RolloutContext context, ElectorFactory electors) {
        this.context = context;
        this.electors = electors;
    }

    public Outcome run() throws InterruptedException {
        context.databaseClock().set(context.database().readSnapshot(context.bundle()));
        try (Elector elector = electors.open(context.candidate())) {
            return elector.run(this::lead, Optional::empty);
        }
    }

    private Optional<Outcome> lead(Lead lead) throws InterruptedException {
        Optional<Outcome> outcome = new LeadershipTerm(context, lead, new RepairTask(context)).run();
        return outcome.isPresent() ? outcome : LeadershipTerm.pauseAfterLoss(context);
    }
}
