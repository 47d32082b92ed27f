package io.initmigrator.simulation;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A place in a rollout that some pod fills: its container is started again until it has ended well. */
final class ReplicaSlot {

    private final Rolled rolled;
    private String name;
    private int starts;
    private boolean ended;
    private @Nullable Container container;

    ReplicaSlot(String name, Rolled rolled) {
        this.name = name;
        this.rolled = rolled;
    }

    String name() {
        return name;
    }

    PodBundle carried() {
        return rolled.carried();
    }

    String revision() {
        return rolled.revision();
    }

    /** Another pod takes the place. */
    void replace(String newName) {
        name = newName;
        starts = 0;
    }

    void started(Container started) {
        container = started;
        starts++;
        ended = false;
    }

    int starts() {
        return starts;
    }

    void end() {
        ended = true;
    }

    boolean hasEnded() {
        return ended;
    }

    Optional<Container> running() {
        return Optional.ofNullable(container).filter(present -> !present.isDead());
    }

    boolean isRunBy(Container other) {
        return other.equals(container);
    }

    @Override
    public String toString() {
        return name + "(" + rolled.revision() + ", " + rolled.carried().name() + ", "
                + rolled.carried().view().content() + ")";
    }
}
