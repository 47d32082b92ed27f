/**
 * Events of a rollout, published to the log, to Kubernetes Events and to metrics.
 *
 * <p>Guarantees that an event is an immutable value. Does not guarantee delivery: a failed publication is not retried.
 */
@NullMarked
package io.initmigrator.event;

import org.jspecify.annotations.NullMarked;
