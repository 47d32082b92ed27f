package io.initmigrator.simulation;

/**
 * Describes the rolling update of a Deployment.
 *
 * @param replicas number of pods
 * @param surge maximum number of additional pods
 * @param unavailable maximum number of missing replicas
 * @param longestGrace maximum time in which an application ends, in nanoseconds
 */
record RollingUpdate(int replicas, int surge, int unavailable, long longestGrace) {}
