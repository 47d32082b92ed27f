package io.initmigrator.election;

import io.initmigrator.core.Outcome;
import io.initmigrator.core.UnreachableException;
import io.initmigrator.fence.Fence;
import io.initmigrator.fence.Session;
import java.util.Optional;

/** Elects a leader and blocks until this process must lead, recheck the schema, or stop. */
public interface Elector extends AutoCloseable {

    /**
     * Blocks until this process must lead, recheck the schema, or stop.
     *
     * @throws UnreachableException if the Kubernetes API denies access, or did not respond before the deadline
     */
    Step next() throws InterruptedException;

    /** Runs steps until one returns an outcome. */
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

    /** Runs this process as leader; empty to continue the election. */
    @FunctionalInterface
    interface LeaderCallback {
        Optional<Outcome> lead(Lead lead) throws InterruptedException;
    }

    /** Rechecks the schema; empty to continue the election. */
    @FunctionalInterface
    interface RecheckCallback {
        Optional<Outcome> ask() throws InterruptedException;
    }

    /** Closes everything held for waiting. */
    @Override
    void close();

    /** Next step of this process. */
    sealed interface Step {}

    /**
     * Lead. {@code fenced} is present if the fence was acquired during the election; the caller must close its session.
     */
    record Lead(Leadership leadership, Optional<FencedSession> fenced) implements Step {}

    /** Recheck whether the schema now contains the bundle. */
    record Recheck() implements Step {}

    record Finish(Outcome outcome) implements Step {}

    /** A session together with the fence it holds. */
    record FencedSession(Session session, Fence fence) {}
}
