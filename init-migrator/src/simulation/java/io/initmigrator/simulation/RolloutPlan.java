package io.initmigrator.simulation;

/**
 * Describes a rollout.
 *
 * @param revision of its ReplicaSet, which an undo reuses; empty if pods do not know it
 * @param at its start, in nanoseconds
 */
record RolloutPlan(String revision, PodBundle bundle, int pods, long at) {}
