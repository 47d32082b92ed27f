/**
 * The real coordination code on virtual time: many pods, one seeded scheduler, and faults of every kind. See README.md beside
 * this file.
 *
 * <p>Guarantees: the same seed does the same, to the nanosecond; no real time passes; at most one strand runs at any moment. Does
 * not show what the adapters do: Kubernetes, PostgreSQL and Flyway are fakes here.
 */
@NullMarked
package io.initmigrator.simulation;

import org.jspecify.annotations.NullMarked;
