/**
 * Events of a rollout, published to the log, to Kubernetes Events and to metrics.
 *
 * <p>Guarantees that an event is an immutable value. Does not guarantee delivery: a listener that fails to publish one is not
 * asked again.
 */
@NullMarked
package io.initmigrator.event;

import org.jspecify.annotations.NullMarked;
