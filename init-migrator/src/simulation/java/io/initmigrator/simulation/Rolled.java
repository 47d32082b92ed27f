package io.initmigrator.simulation;

/**
 * A rollout.
 *
 * @param revision of its ReplicaSet, which an undo takes up again; empty where pods are not told of it
 * @param at when it starts, in nanoseconds
 */
record Rolled(String revision, PodBundle carried, int pods, long at) {}
