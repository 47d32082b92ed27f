package io.initmigrator.coordination;

import io.initmigrator.coordination.Rollout.TurnsOpener;
import io.initmigrator.coordination.Turns.Lead;
import java.util.Optional;

/** The repair that a person asked for, behind the same election and the same fence as a migration. */
public final class Repair {

    private final Pod pod;
    private final TurnsOpener opener;

    /** @param pod which a shared failure does not hold back, see {@link RolloutSettings#regardlessOfFailures} */
    public Repair(Pod pod, TurnsOpener opener) {
        this.pod = pod;
        this.opener = opener;
    }

    public Outcome run() throws InterruptedException {
        pod.databaseClock().set(pod.database().look(pod.bundle()));
        try (Turns turns = opener.open(pod.candidate())) {
            return turns.untilSettled(this::reign, Optional::empty);
        }
    }

    private Optional<Outcome> reign(Lead lead) throws InterruptedException {
        Optional<Outcome> outcome = new Reign(pod, lead, new Mending(pod)).run();
        return outcome.isPresent() ? outcome : Reign.pauseAfter(pod);
    }
}
