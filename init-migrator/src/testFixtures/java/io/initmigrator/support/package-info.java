/**
 * Fixtures shared by the demo and the process tests: a real PostgreSQL that logs its statements, a Kubernetes API in its own
 * process, and pods, which are processes of the distribution.
 *
 * <p>Guarantees that {@code close} ends all processes and removes all temporary directories. Does
 * not survive SIGKILL: then PostgreSQL and its directory stay.
 */
@NullMarked
package io.initmigrator.support;

import org.jspecify.annotations.NullMarked;
