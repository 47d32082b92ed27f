package io.initmigrator.simulation;

/**
 * How a Deployment replaces its pods.
 *
 * @param replicas of it
 * @param surge how many pods there may be besides
 * @param unavailable how many of the replicas may be missing
 * @param longestGrace how long an application may take to end, in nanoseconds
 */
record RollingUpdate(int replicas, int surge, int unavailable, long longestGrace) {}
