package io.initmigrator.election;

import java.time.Duration;

/** A stream of changes of one Lease. Closing it twice is fine. */
public interface LeaseWatch extends AutoCloseable {

    /** Waits for the next event; {@link LeaseEvent.TimedOut} when none came within {@code limit}. */
    LeaseEvent await(Duration limit) throws InterruptedException;

    @Override
    void close();
}
