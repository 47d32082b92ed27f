/**
 * Simulation: the real election and rollout code on virtual time, with many pods, one seeded scheduler and injected faults.
 *
 * <p>Guarantees: a seed reproduces a run to the nanosecond; no real time passes; at most one simulated thread runs at any moment. Does not
 * cover the adapters: Kubernetes, PostgreSQL and Flyway are fakes here.
 */
@NullMarked
package io.initmigrator.simulation;

import org.jspecify.annotations.NullMarked;
