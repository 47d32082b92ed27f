/**
 * What people and machines are told: the log on standard output and the termination message.
 *
 * <p>Guarantees that a known secret is masked in whatever is printed, stack traces included, and that a file which cannot
 * be written never becomes a failure. Does not guess at secrets that it was not told of.
 */
@NullMarked
package io.initmigrator.report;

import org.jspecify.annotations.NullMarked;
