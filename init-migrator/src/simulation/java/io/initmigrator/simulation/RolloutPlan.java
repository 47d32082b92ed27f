package io.initmigrator.simulation;

import io.initmigrator.schema.SchemaVersion;
import java.util.Optional;

/**
 * Describes a rollout, or pods beside one.
 *
 * @param revision of its ReplicaSet, which an undo reuses; empty if pods do not know it
 * @param at its start, in nanoseconds
 * @param awaited version for which pods wait that wait for no bundle
 */
record RolloutPlan(String revision, PodBundle bundle, int pods, long at, Optional<SchemaVersion> awaited) {

    RolloutPlan(String revision, PodBundle bundle, int pods, long at) {
        this(revision, bundle, pods, at, Optional.empty());
    }
}
