package io.initmigrator.election;

import io.initmigrator.core.UnreachableException;
import java.time.Duration;
import java.util.Optional;

/**
 * The one Lease of this database, on the Kubernetes API. Each call is one attempt that ends within {@code limit}.
 *
 * <p>Where the API does not answer, answers 5xx or 429, a call throws {@link ApiUnavailableException}; where it forbids,
 * {@link UnreachableException}, naming verb, resource and namespace.
 */
public interface Leases {

    Optional<LeaseRecord> get(Duration limit) throws InterruptedException;

    /** Creates the Lease; {@link LeaseWrite.Conflict} where it exists already. */
    LeaseWrite create(LeaseRecord desired, Duration limit) throws InterruptedException;

    /**
     * Writes {@code desired} over the Lease if it still has {@code desired}'s resource version, leaving alone labels and
     * annotations that are not ours; {@link LeaseWrite.Conflict} where it was changed or deleted meanwhile.
     */
    LeaseWrite update(LeaseRecord desired, Duration limit) throws InterruptedException;

    /** Opens a watch on this one Lease for what comes after {@code resourceVersion}. Does not wait for it to be established. */
    LeaseWatch watch(String resourceVersion);
}
