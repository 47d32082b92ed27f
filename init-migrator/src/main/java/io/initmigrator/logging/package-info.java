/**
 * The log on standard output or standard error, and the termination message.
 *
 * <p>Guarantees that a known secret is masked in whatever is printed, stack traces included, and that a file which cannot be
 * written never becomes a failure. Does not detect secrets that it was not given.
 */
@NullMarked
package io.initmigrator.logging;

import org.jspecify.annotations.NullMarked;
