/**
 * One class for each command of the command line.
 *
 * <p>Guarantees that nothing here writes to the database or to the Lease unless the command's documentation says so.
 */
@NullMarked
package io.initmigrator.command;

import org.jspecify.annotations.NullMarked;
