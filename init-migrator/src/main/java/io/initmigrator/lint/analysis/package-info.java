/**
 * The schema as the scripts describe it so far, and what PostgreSQL does for a statement: locks, transactions.
 *
 * <p>Does not judge; that is {@code rules}.
 */
@NullMarked
package io.initmigrator.lint.analysis;

import org.jspecify.annotations.NullMarked;
