package io.initmigrator.coordination;

import io.initmigrator.coordination.Turns.Lead;
import io.initmigrator.schema.Look;
import java.util.Optional;

/** One pod's part in a rollout, from its first question to PostgreSQL until its main container may start or must not. */
public final class Rollout {

    private final Pod pod;
    private final TurnsOpener opener;

    /** @param opener makes the {@link Turns}; called only when there is something to do, because a Kubernetes client is dear */
    public Rollout(Pod pod, TurnsOpener opener) {
        this.pod = pod;
        this.opener = opener;
    }

    /** Opens what this pod waits by. */
    @FunctionalInterface
    public interface TurnsOpener {
        Turns open(Candidate candidate);
    }

    public Outcome run() throws InterruptedException {
        Optional<Outcome> settled = look();
        if (settled.isPresent()) {
            return settled.get();
        }
        try (Turns turns = opener.open(pod.candidate())) {
            return turns.untilSettled(this::reign, this::look);
        }
    }

    /** A leader that lost before it began is a sibling like any other: it looks, and may stand again. */
    private Optional<Outcome> reign(Lead lead) throws InterruptedException {
        Optional<Outcome> outcome = new Reign(pod, lead, new Migrating(pod, lead.leadership())).run();
        Optional<Outcome> settled = outcome.isPresent() ? outcome : look();
        return settled.isPresent() ? settled : Reign.pauseAfter(pod);
    }

    private Optional<Outcome> look() throws InterruptedException {
        Look look = pod.database().look(pod.bundle());
        pod.databaseClock().set(look);
        return pod.enrol(look) ? pod.policy().settle(look) : Optional.empty();
    }
}
