/**
 * Deadlines and backoff as values; clock and sleep as arguments.
 *
 * <p>Guarantees that an hour of waiting takes no time in a test. Every wait ends early by {@link InterruptedException}, which is
 * how SIGTERM reaches a waiting thread. Does not retry anything by itself.
 */
@NullMarked
package io.initmigrator.time;

import org.jspecify.annotations.NullMarked;
