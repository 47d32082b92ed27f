package io.initmigrator.simulation;

import io.initmigrator.election.LeaseRecord;
import io.initmigrator.election.LeaseWatch;
import io.initmigrator.election.LeaseWrite;
import io.initmigrator.election.Leases;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads and writes the Lease for one container. */
record SimulatedLeases(Container container, SimulatedApiServer server) implements Leases {

    @Override
    public Optional<LeaseRecord> get(Duration limit) throws InterruptedException {
        container.world().trace(() -> container + " reads the lease");
        return request(limit, server::get);
    }

    @Override
    public LeaseWrite create(LeaseRecord desired, Duration limit) throws InterruptedException {
        return request(limit, () -> server.create(desired, container));
    }

    @Override
    public LeaseWrite update(LeaseRecord desired, Duration limit) throws InterruptedException {
        boolean probing = container.holdsSession();
        return request(limit, () -> server.update(desired, container, probing));
    }

    @Override
    public LeaseWatch watch(String resourceVersion) {
        container.step();
        container.rate().count();
        container.world().trace(() -> container + " watches from " + resourceVersion);
        return new SimulatedWatch(container, server, Long.parseLong(resourceVersion));
    }

    private <T> T request(Duration limit, Supplier<T> effect) throws InterruptedException {
        return new ApiConnection(container, server).request(limit, effect);
    }
}
