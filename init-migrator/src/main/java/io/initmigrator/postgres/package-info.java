/**
 * PostgreSQL behind the ports of coordination.
 *
 * <p>Guarantees that no password appears in what a type of this room prints.
 */
@NullMarked
package io.initmigrator.postgres;

import org.jspecify.annotations.NullMarked;
