package io.initmigrator.election;

import java.time.Duration;

/** A stream of changes of one Lease. Closing is idempotent. */
public interface LeaseWatch extends AutoCloseable {

    /** Waits for the next event; {@link LeaseEvent.TimedOut} if there was none within {@code limit}. */
    LeaseEvent await(Duration limit) throws InterruptedException;

    @Override
    void close();
}
