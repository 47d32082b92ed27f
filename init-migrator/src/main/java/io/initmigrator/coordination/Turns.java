package io.initmigrator.coordination;

import java.util.Optional;

/** Decides when this pod should do something: it elects, and lets the others wait. */
public interface Turns extends AutoCloseable {

    /**
     * Waits until this pod is to lead, to ask PostgreSQL again, or to stop.
     *
     * @throws UnreachableException where the Kubernetes API forbids, or did not answer until the deadline
     */
    Turn next() throws InterruptedException;

    /** Takes turns until one has an outcome. */
    default Outcome untilSettled(Leading leading, Asking asking) throws InterruptedException {
        while (true) {
            Optional<Outcome> outcome = switch (next()) {
                case Lead lead -> leading.lead(lead);
                case Ask ask -> asking.ask();
                case Stop(Outcome stop) -> Optional.of(stop);
            };
            if (outcome.isPresent()) {
                return outcome.get();
            }
        }
    }

    /** What this pod does where it leads; empty for another turn. */
    @FunctionalInterface
    interface Leading {
        Optional<Outcome> lead(Lead lead) throws InterruptedException;
    }

    /** What this pod does where it is to ask; empty for another turn. */
    @FunctionalInterface
    interface Asking {
        Optional<Outcome> ask() throws InterruptedException;
    }

    /** Lets go of what was held to wait. */
    @Override
    void close();

    /** What this pod is to do. */
    sealed interface Turn {}

    /**
     * Lead. {@code fenced} is there where the fence was taken on the way to being elected; whoever gets it must close its
     * session.
     */
    record Lead(Leadership leadership, Optional<FencedSession> fenced) implements Turn {}

    /** Ask PostgreSQL whether the schema now holds the bundle. */
    record Ask() implements Turn {}

    record Stop(Outcome outcome) implements Turn {}

    /** A session and the fence that it holds. */
    record FencedSession(Session session, Fence fence) {}
}
