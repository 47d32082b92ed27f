/**
 * Shared by all use cases and ports: outcome, identity, stop signal, background tasks.
 *
 * <p>Guarantees that an {@link io.initmigrator.core.Outcome} carries all facts that the exit status and the termination message
 * need. No library and no I/O.
 */
@NullMarked
package io.initmigrator.core;

import org.jspecify.annotations.NullMarked;
