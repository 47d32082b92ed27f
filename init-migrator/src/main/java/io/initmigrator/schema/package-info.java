/**
 * Value types shared by all packages: versions, bundles, states of the schema, failures.
 *
 * <p>Guarantees that all values are immutable. Does not know Flyway's rules, such as which files are migrations and their order.
 */
@NullMarked
package io.initmigrator.schema;

import org.jspecify.annotations.NullMarked;
