/**
 * What the command line can ask for, one class for each command that is more than the coordination's own story.
 *
 * <p>Guarantees that nothing here writes to the database or to the Lease unless its command's documentation says so.
 */
@NullMarked
package io.initmigrator.command;

import org.jspecify.annotations.NullMarked;
