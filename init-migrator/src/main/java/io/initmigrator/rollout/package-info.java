/**
 * Use cases of one pod: migrate, wait, repair, unlock.
 *
 * <p>Guarantees, whatever the adapters behind the ports do: a script runs only while this process holds the fence
 * ({@link io.initmigrator.fence.Fence}), and after the schema was checked again behind it; a follower holds no database
 * session; every wait is bounded.
 *
 * <p>Does not guarantee that a script runs exactly once if it runs outside a transaction and its session is lost: the
 * {@link io.initmigrator.fence.Journal} names it, and {@code MIGRATOR_WHEN_INTERRUPTED} decides what follows.
 *
 * <p>Start with {@link io.initmigrator.rollout.Rollout}, then {@code LeadershipTerm} and {@code MigrationTask}. No library and no
 * I/O.
 */
@NullMarked
package io.initmigrator.rollout;

import org.jspecify.annotations.NullMarked;
