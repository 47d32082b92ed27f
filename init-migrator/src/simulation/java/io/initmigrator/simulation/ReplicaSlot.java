package io.initmigrator.simulation;

import io.initmigrator.schema.SchemaVersion;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Represents one replica of a rollout; its container is restarted until it has ended successfully. */
final class ReplicaSlot {

    private final Role role;
    private final RolloutPlan rolled;
    private final long createdAt;
    private String name;
    private int starts;
    private boolean ended;
    private boolean serving;
    private boolean deleted;
    private boolean gone;
    private @Nullable Container container;

    ReplicaSlot(Role role, String name, RolloutPlan rolled, long createdAt) {
        this.role = role;
        this.name = name;
        this.rolled = rolled;
        this.createdAt = createdAt;
    }

    Role role() {
        return role;
    }

    String name() {
        return name;
    }

    PodBundle bundle() {
        return rolled.bundle();
    }

    /** Returns the version for which it waits; empty if it waits for its bundle. */
    Optional<SchemaVersion> awaited() {
        return rolled.awaited();
    }

    String revision() {
        return rolled.revision();
    }

    /** Replaces the pod by another one. */
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

    long createdAt() {
        return createdAt;
    }

    /** Records that its application has started; from now on the end of its sidecar does not end the pod. */
    void serve() {
        serving = true;
    }

    boolean isServing() {
        return serving;
    }

    /** Marks the pod as terminating. */
    void delete() {
        deleted = true;
    }

    boolean isDeleted() {
        return deleted;
    }

    /** Marks the pod as removed, after its application has ended. */
    void remove() {
        gone = true;
        ended = true;
    }

    boolean isGone() {
        return gone;
    }

    Optional<Container> running() {
        return Optional.ofNullable(container).filter(present -> !present.isDead());
    }

    boolean isRunBy(Container other) {
        return other.equals(container);
    }

    @Override
    public String toString() {
        return name + "(" + rolled.revision() + ", " + rolled.bundle().name() + ", "
                + rolled.bundle().view().content() + ")";
    }
}
