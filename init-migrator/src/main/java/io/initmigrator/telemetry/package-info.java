/**
 * Reports of a migration to other systems: a webhook, and traces of OpenTelemetry.
 *
 * <p>Guarantees that a report never fails the run, delays its end by at most two seconds, and holds no known secret. Nothing here is
 * loaded unless one of them is configured, and nothing is sent at a start with nothing to do.
 *
 * <p>Does not guarantee delivery: a report that is not accepted at once is dropped, with a warning in the log.
 */
@NullMarked
package io.initmigrator.telemetry;

import org.jspecify.annotations.NullMarked;
