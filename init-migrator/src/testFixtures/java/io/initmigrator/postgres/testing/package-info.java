/** A real PostgreSQL for tests: one server for each JVM, a fresh database for each test. */
@NullMarked
package io.initmigrator.postgres.testing;

import org.jspecify.annotations.NullMarked;
