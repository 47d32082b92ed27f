package io.initmigrator.simulation;

import io.initmigrator.fence.UnusedReader;
import java.util.function.Supplier;

/** Queries a simulated server through a session. */
interface SimulatedReader extends UnusedReader {

    SimulatedPostgres server();

    /** Applies {@code effect} at the server, and returns its answer. */
    <T> T call(Supplier<T> effect);
}
