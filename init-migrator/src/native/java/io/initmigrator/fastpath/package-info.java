/**
 * The fast path as a program of its own, small enough for a native image.
 *
 * <p>Guarantees that it has printed and written nothing when it becomes the JVM, so that the run looks as if the JVM had been
 * started in its place. Answers only what it answers exactly as the JVM does: that there is nothing to do, and that a signal came
 * meanwhile.
 *
 * <p>Does not wait, retry, migrate or explain a failure.
 */
@NullMarked
package io.initmigrator.fastpath;

import org.jspecify.annotations.NullMarked;
