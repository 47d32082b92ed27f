/**
 * The story: who should try, who may write, who waits, and when anyone stops.
 *
 * <p>Guarantees, whatever the adapters behind the ports do: a script runs only while this process holds the fence
 * ({@link io.initmigrator.coordination.Fence}), after it has looked again behind it; a waiter holds no database session; every
 * wait is bounded; expiry of a Lease is judged by this process's own observation on its own monotonic clock.
 *
 * <p>Does not guarantee that the Lease has one holder at a time: a leader that was paused may believe in its leadership after
 * another was elected. That is why the fence, not the Lease, decides who may write.
 *
 * <p>No library and no I/O: ports in, values out.
 */
@NullMarked
package io.initmigrator.coordination;

import org.jspecify.annotations.NullMarked;
