/**
 * Ports to PostgreSQL: the right to write, and the records.
 *
 * <p>Guarantees that the right to write is held by one session and ends with it. What is read through a
 * {@link io.initmigrator.fence.Fence} stays true while it is held, because no other process of this project may write.
 *
 * <p>Does not keep other tools from writing: they do not acquire this lock.
 */
@NullMarked
package io.initmigrator.fence;

import org.jspecify.annotations.NullMarked;
