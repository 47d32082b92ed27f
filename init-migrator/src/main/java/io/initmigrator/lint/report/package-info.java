/**
 * Results of a review: findings, locks and their severity, as values.
 *
 * <p>Knows nothing of how they are found.
 */
@NullMarked
package io.initmigrator.lint.report;

import org.jspecify.annotations.NullMarked;
