/**
 * Waiting, without a clock of its own: deadlines and back-off as values, time and sleep as arguments.
 *
 * <p>Guarantees that an hour of waiting takes no time in a test. Every wait ends early by {@link InterruptedException},
 * which is how SIGTERM reaches whoever waits. Does not retry anything by itself.
 */
@NullMarked
package io.initmigrator.wait;

import org.jspecify.annotations.NullMarked;
