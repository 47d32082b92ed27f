/**
 * HTTP endpoints of the serving commands: probes, metrics, and the maintenance page.
 *
 * <p>A small server on JDK sockets, without TLS or authentication: it serves versions and numbers, never a secret, and changes
 * nothing. Guarantees that every response is served immediately from known state. Does not protect against clients that hold
 * connections open on purpose, beyond closing them after a timeout.
 */
@NullMarked
package io.initmigrator.http;

import org.jspecify.annotations.NullMarked;
