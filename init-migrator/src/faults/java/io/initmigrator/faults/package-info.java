/**
 * Fault suite: injects real faults into real processes and verifies what was applied and how long recovery took.
 *
 * <p>A {@link io.initmigrator.faults.Fault} defines the setup of a rollout and the fault; a {@link
 * io.initmigrator.faults.Round} runs it once, on its own database and Lease, at instants drawn from a seed. The scripts
 * count their own effects, and the {@link io.initmigrator.faults.Ledger} compares them with Flyway's history. Times are taken
 * here, when a line of a process arrives: never from a clock that a fault may have changed, and never too optimistic.
 *
 * <p>Does not replay exactly: the seed determines the random choices, not the scheduling of processes.
 */
@NullMarked
package io.initmigrator.faults;

import org.jspecify.annotations.NullMarked;
