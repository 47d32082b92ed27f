/**
 * What the commands that stay are asked over HTTP: probes, metrics, and the page of a maintenance window.
 *
 * <p>The JDK's own server, without TLS and without a word about who asks: what is served here tells versions and numbers, never a
 * secret, and changes nothing. Guarantees that every answer is made at once from what is known. Does not guarantee to stand a
 * crowd that holds connections open on purpose, beyond closing them after a while.
 */
@NullMarked
package io.initmigrator.http;

import org.jspecify.annotations.NullMarked;
