/**
 * Leader election: by a Lease, or by the advisory lock alone.
 *
 * <p>Guarantees that the expiry of a Lease is judged by what this process observed on its own monotonic clock, never by another
 * clock, and that a leader which cannot renew learns of its loss before a follower may take over by expiry.
 *
 * <p>Does not guarantee one leader at a time: a leader that was paused may believe in its leadership after another was elected.
 * Therefore the fence, not the Lease, decides who may write.
 *
 * <p>Start with {@link io.initmigrator.election.Elector}; {@code LeaseLock} makes one attempt, {@code LeaseLeadership} renews and
 * releases. No library and no I/O: {@link io.initmigrator.election.Leases} is the port.
 */
@NullMarked
package io.initmigrator.election;

import org.jspecify.annotations.NullMarked;
