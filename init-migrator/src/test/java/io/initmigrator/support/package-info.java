/**
 * What the demo and the tests of whole processes share: a real PostgreSQL that logs what it is asked, a Kubernetes API in a
 * process of its own, and pods, which are processes of the distribution.
 *
 * <p>Guarantees that whatever was started is ended, and what was laid in temporary directories removed, by {@code close}. Does
 * not survive SIGKILL: then PostgreSQL and its directory stay.
 */
@NullMarked
package io.initmigrator.support;

import org.jspecify.annotations.NullMarked;
