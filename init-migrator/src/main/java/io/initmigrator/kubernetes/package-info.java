/**
 * The Kubernetes API behind the ports of coordination: one Lease, read, written and watched, and
 * Events on the pod.
 *
 * <p>fabric8 brings the connection (service account, {@code KUBECONFIG}, TLS, proxies, rotated tokens) and OkHttp; the requests
 * are ours. Its typed client is not used: it hides {@code Retry-After} and the end of a watch, which it opens anew by itself,
 * waits for a watch to be established, and cannot send a patch that removes something.
 *
 * <p>Guarantees: no attempt outlasts its limit or ignores an interrupt; what the API server refuses is not asked again; a write goes through only
 * on the version of the Lease that it was made for, and leaves alone what is not ours; whatever stands on the Lease, edited by
 * hand or not, can be read; no connection is made before the first call. One attempt, one HTTP/1.1 connection: one that broke is
 * never met again.
 *
 * <p>Does not guarantee that a write which failed or met a conflict was not applied: its answer may have been lost on the way.
 * Whoever wrote reads again.
 *
 * <p>Rights needed on the one Lease: {@code get}, {@code watch} and {@code patch}; {@code create} only where it isn't created
 * beforehand. Never {@code list}. For Events {@code create}, and {@code patch} where a repeated one is to be counted; without
 * these rights there are none, and nothing else is different.
 */
@NullMarked
package io.initmigrator.kubernetes;

import org.jspecify.annotations.NullMarked;
