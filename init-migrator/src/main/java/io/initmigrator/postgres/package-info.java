/**
 * Adapter for PostgreSQL, over its JDBC driver.
 *
 * <p>Guarantees that {@code toString} of its types shows no password, and that every statement of a migration runs in the session
 * that holds the fence. Does not keep sessions open between queries.
 */
@NullMarked
package io.initmigrator.postgres;

import org.jspecify.annotations.NullMarked;
