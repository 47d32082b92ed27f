/**
 * Composition root: builds the objects that a command needs, runs it, and turns its result into an exit status.
 *
 * <p>Guarantees that every way to end, a defect included, has an exit code, and that the reason is logged and written to the
 * termination message. Only this package sees all others; only {@code Main} sees this one.
 *
 * <p>Does not decide anything about a rollout.
 */
@NullMarked
package io.initmigrator.application;

import org.jspecify.annotations.NullMarked;
