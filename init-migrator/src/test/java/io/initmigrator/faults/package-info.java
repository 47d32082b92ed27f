/**
 * Real faults on real processes: what each costs, and that it costs nothing else.
 *
 * <p>A {@link io.initmigrator.faults.Fault} says how a rollout is set up and how it is struck; a {@link
 * io.initmigrator.faults.Round} plays it once, on a database and a Lease of its own, at instants drawn from a seed. The scripts
 * count their own effects, and the {@link io.initmigrator.faults.Ledger} compares them with Flyway's history. Times are taken
 * here, when a line of a process arrives: never from a clock that a fault may have changed, and never better than they were.
 *
 * <p>Does not replay exactly: the seed fixes what is drawn, not how processes are scheduled.
 */
@NullMarked
package io.initmigrator.faults;

import org.jspecify.annotations.NullMarked;
