package io.initmigrator.simulation;

import io.initmigrator.core.UnreachableException;
import io.initmigrator.fence.Database;
import io.initmigrator.fence.ReadOnlySession;
import io.initmigrator.fence.Session;
import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.SchemaSnapshot;
import java.util.function.Supplier;

/** Connects one container to PostgreSQL. It waits for a database that is down, then gives up. */
record SimulatedDatabase(Container container, SimulatedPostgres server) implements Database {

    private static final long TIMEOUT = 60 * VirtualScheduler.SECOND;
    private static final long CONNECT_TIMEOUT = 5 * VirtualScheduler.SECOND;
    private static final long PAUSE = VirtualScheduler.SECOND;

    @Override
    public SchemaSnapshot readSnapshot(Bundle bundle) throws InterruptedException {
        container.world().trace(() -> container + " looks");
        return persist(() -> server.look(bundle, container.revision()));
    }

    @Override
    public boolean enrol(Bundle bundle) throws InterruptedException {
        container.world().trace(() -> container + " enrols");
        return persist(() -> server.enrol(container, bundle, null));
    }

    @Override
    public ReadOnlySession read() throws InterruptedException {
        return new ClientSession.Reading(session());
    }

    @Override
    public Session open(String lease) throws InterruptedException {
        return session();
    }

    private ClientSession session() throws InterruptedException {
        return new ClientSession(container, server, persist(this::connect));
    }

    private ServerSession connect() {
        ServerSession session = server.connect(container);
        container.connected(session);
        return session;
    }

    private <T> T persist(Supplier<T> effect) throws InterruptedException {
        VirtualScheduler world = container.world();
        long until = world.now() + TIMEOUT;
        while (true) {
            container.step();
            container.rate().count();
            Reply<T> reply = new Reply<>(world);
            send(reply, effect, world);
            if (reply.await(CONNECT_TIMEOUT)) {
                return reply.get();
            }
            if (world.now() >= until) {
                throw new UnreachableException("the database did not answer");
            }
            world.running().sleep(world.between(PAUSE / 4, PAUSE));
        }
    }

    /** Sends the request; a refused connection is simulated as one without an answer, which makes no difference to a waiting client. */
    private <T> void send(Reply<T> reply, Supplier<T> effect, VirtualScheduler world) {
        if (!container.reachesDatabase()) {
            return;
        }
        world.in(world.latency(), () -> {
            if (server.isUp()) {
                T answer = effect.get();
                world.in(world.latency(), () -> reply.complete(answer));
            }
        });
    }
}
