/** Flyway behind the ports of coordination, on the one session that holds the fence. */
@NullMarked
package io.initmigrator.flyway;

import org.jspecify.annotations.NullMarked;
