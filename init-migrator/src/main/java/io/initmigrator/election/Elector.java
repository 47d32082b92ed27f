package io.initmigrator.election;

import io.initmigrator.core.Outcome;
import io.initmigrator.core.UnreachableException;
import io.initmigrator.fence.Fence;
import io.initmigrator.fence.Session;
import java.util.Optional;

/** Decides when this pod should do something: it elects, and lets the others wait. */
public interface Elector extends AutoCloseable {

    /**
     * Waits until this pod is to lead, to ask PostgreSQL again, or to stop.
     *
     * @throws UnreachableException where the Kubernetes API forbids, or did not answer until the deadline
     */
    Step next() throws InterruptedException;

    /** Takes turns until one has an outcome. */
    default Outcome run(LeaderCallback leader, RecheckCallback recheck) throws InterruptedException {
        while (true) {
            Optional<Outcome> outcome = switch (next()) {
                case Lead lead -> leader.lead(lead);
                case Recheck ask -> recheck.ask();
                case Finish(Outcome stop) -> Optional.of(stop);
            };
            if (outcome.isPresent()) {
                return outcome.get();
            }
        }
    }

    /** What this pod does where it leads; empty for another turn. */
    @FunctionalInterface
    interface LeaderCallback {
        Optional<Outcome> lead(Lead lead) throws InterruptedException;
    }

    /** What this pod does where it is to ask; empty for another turn. */
    @FunctionalInterface
    interface RecheckCallback {
        Optional<Outcome> ask() throws InterruptedException;
    }

    /** Lets go of what was held to wait. */
    @Override
    void close();

    /** What this pod is to do. */
    sealed interface Step {}

    /**
     * Lead. {@code fenced} is there where the fence was taken on the way to being elected; whoever gets it must close its
     * session.
     */
    record Lead(Leadership leadership, Optional<FencedSession> fenced) implements Step {}

    /** Ask PostgreSQL whether the schema now holds the bundle. */
    record Recheck() implements Step {}

    record Finish(Outcome outcome) implements Step {}

    /** A session and the fence that it holds. */
    record FencedSession(Session session, Fence fence) {}
}
