/**
 * The log on standard output or standard error, and the termination message.
 *
 * <p>Guarantees that a known secret is masked in all output, stack traces included, and that a termination file that cannot be
 * written never causes a failure. Does not detect every secret that it was not given.
 */
@NullMarked
package io.initmigrator.logging;

import org.jspecify.annotations.NullMarked;
