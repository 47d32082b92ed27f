package io.initmigrator.rollout;

import io.initmigrator.core.UnreachableException;
import io.initmigrator.election.ApiUnavailableException;
import java.time.Duration;

/** The workload whose rollout replaces the pods of the older version. */
public interface Workload extends AutoCloseable {

    /** Kind and name, such as {@code deployment/orders}. */
    String name();

    /**
     * Reads its state; each request is one attempt that ends within {@code limit}.
     *
     * @throws ApiUnavailableException if a retry may succeed
     * @throws UnreachableException if access is denied, or the workload does not exist
     */
    WorkloadStatus read(Duration limit) throws InterruptedException;

    /** Closes its connections. Never throws. */
    @Override
    void close();
}
