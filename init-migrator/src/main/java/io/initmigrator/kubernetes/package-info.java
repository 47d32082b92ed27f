/**
 * Adapter for the Kubernetes API: reads, writes and watches one Lease, and sends Events about the pod.
 *
 * <p>fabric8 provides the connection (service account, {@code KUBECONFIG}, TLS, proxies, rotated tokens) and OkHttp; the requests
 * are ours. Its typed client is not used: it hides {@code Retry-After} and the end of a watch, which it reopens itself, waits
 * until a watch is established, and cannot send a patch that removes a field.
 *
 * <p>Guarantees: no attempt outlasts its limit or ignores an interrupt; a rejected request is not retried; a write succeeds only
 * on the version of the Lease that it is based on, and keeps foreign fields; any content of the Lease can be read, even if edited
 * by hand; no connection is made before the first call; a broken HTTP/1.1 connection is never reused.
 *
 * <p>A denial (401, 403) of what was permitted to this process before counts as an unavailable API for a minute, because an API
 * server that has just started denies everything until its caches are filled. The denial of a first request is final.
 *
 * <p>Does not guarantee that a write which failed or met a conflict was not applied: its response may have been lost. The caller
 * must read again.
 *
 * <p>Permissions needed on the Lease: {@code get}, {@code watch} and {@code patch}; {@code create} only if it is not created
 * beforehand. Never {@code list}. For Events {@code create}, and {@code patch} to count repeated ones; without these permissions
 * no Events are sent, and nothing else changes.
 */
@NullMarked
package io.initmigrator.kubernetes;

import org.jspecify.annotations.NullMarked;
