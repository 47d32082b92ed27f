/**
 * Port to the migration tool, and the results it returns.
 *
 * <p>Guarantees that a migration or a repair needs a {@link io.initmigrator.fence.Fence}: without one there is no method to call.
 * Expected results are values; an exception means that the session or the tool failed.
 *
 * <p>Does not know the rules by which the tool compares a bundle with a history.
 */
@NullMarked
package io.initmigrator.migration;

import org.jspecify.annotations.NullMarked;
