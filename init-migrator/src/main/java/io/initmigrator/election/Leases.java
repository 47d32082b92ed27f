package io.initmigrator.election;

import io.initmigrator.core.UnreachableException;
import java.time.Duration;
import java.util.Optional;

/**
 * The Lease of this database on the Kubernetes API. Each call is one attempt that ends within {@code limit}.
 *
 * <p>Without a response, or on 5xx or 429, a call throws {@link ApiUnavailableException}; if access is denied, {@link
 * UnreachableException}, naming verb, resource and namespace.
 */
public interface Leases {

    Optional<LeaseRecord> get(Duration limit) throws InterruptedException;

    /** Creates the Lease; {@link LeaseWrite.Conflict} if it exists. */
    LeaseWrite create(LeaseRecord desired, Duration limit) throws InterruptedException;

    /**
     * Writes {@code desired} over the Lease if it still has {@code desired}'s resource version, keeping foreign labels and
     * annotations; {@link LeaseWrite.Conflict} if it was changed or deleted meanwhile.
     */
    LeaseWrite update(LeaseRecord desired, Duration limit) throws InterruptedException;

    /** Opens a watch on this Lease for changes after {@code resourceVersion}. Does not wait until it is established. */
    LeaseWatch watch(String resourceVersion);
}
