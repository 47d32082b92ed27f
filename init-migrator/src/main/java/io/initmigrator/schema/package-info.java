/**
 * What is spoken of: versions, the bundle that a pod carries, how the schema stands towards it, and what a failure was.
 *
 * <p>Values only. Guarantees: everything here is immutable and says nothing about who asks. Does not know Flyway's rules:
 * which files are migrations, and what order they take, is Flyway's to say.
 */
@NullMarked
package io.initmigrator.schema;

import org.jspecify.annotations.NullMarked;
