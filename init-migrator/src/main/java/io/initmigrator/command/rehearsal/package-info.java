/**
 * The rehearsal of {@code plan --rehearse}: runs the pending scripts on a scratch database and measures locks, rewrites and
 * durations.
 *
 * <p>Begin with {@link io.initmigrator.command.rehearsal.Rehearsal}. Guarantees that nothing is written to a database with the identity of
 * the migrated one, nor to one that is neither empty nor at the same point of the schema history. Does not restore the scratch
 * database, and does not measure locks of statements outside a transaction: PostgreSQL releases them before they can be read.
 */
@NullMarked
package io.initmigrator.command.rehearsal;

import org.jspecify.annotations.NullMarked;
