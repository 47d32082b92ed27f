package io.initmigrator.simulation;

import io.initmigrator.fence.SessionLostException;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A backend of PostgreSQL: it holds the fence or not, has a transaction open or not, and does one thing at a time. It doesn't
 * see at once that its client is gone, and without a network not at all.
 */
final class ServerSession {

    /** client_connection_check_interval */
    private static final long CHECK_INTERVAL = VirtualScheduler.SECOND;

    /** Until TCP gives up by itself. */
    private static final long TCP_TIMEOUT = 7200 * VirtualScheduler.SECOND;

    private final VirtualScheduler world;
    private final SimulatedPostgres server;
    private final int pid;
    private final String applicationName;
    private final @Nullable Container client;
    private boolean alive = true;
    private boolean hasNetwork = true;
    private boolean abandoned;
    private long busyUntil;
    private long lastArrival;
    private @Nullable Script transaction;
    private int statementsDone;
    private @Nullable Reply<?> pending;

    ServerSession(
            VirtualScheduler world,
            SimulatedPostgres server,
            int pid,
            String applicationName,
            @Nullable Container client) {
        this.world = world;
        this.server = server;
        this.pid = pid;
        this.applicationName = applicationName;
        this.client = client;
    }

    int pid() {
        return pid;
    }

    String applicationName() {
        return applicationName;
    }

    /** Null where it is somebody's by hand. */
    @Nullable
    Container client() {
        return client;
    }

    /** A message that takes {@code work} to be carried out; {@code effect} is what it does in the end, all at once. */
    <T> void receive(Reply<T> reply, long work, Supplier<T> effect) {
        if (hasNetwork) {
            world.at(arrival(), () -> begin(reply, work, effect));
        }
    }

    private <T> void begin(Reply<T> reply, long work, Supplier<T> effect) {
        if (!alive) {
            lose(reply);
            return;
        }
        pending = reply;
        busyUntil = world.now() + work;
        world.at(busyUntil, () -> finish(reply, effect));
    }

    private <T> void finish(Reply<T> reply, Supplier<T> effect) {
        if (!alive) {
            return;
        }
        pending = null;
        T answer = effect.get();
        if (hasNetwork) {
            world.in(world.latency(), () -> reply.deliver(answer));
        }
    }

    /** The client closed the connection, or its kernel did: seen at once by an idle backend, by a busy one at its next check. */
    void clientIsGone() {
        abandoned = true;
        if (hasNetwork) {
            world.at(arrival(), () -> {
                long seen = Math.min(busyUntil, world.now() + world.between(0, CHECK_INTERVAL));
                world.at(seen, this::die);
            });
        }
    }

    /** The client asked for its statement to be cancelled, and closed the connection. */
    void cancel() {
        abandoned = true;
        if (hasNetwork) {
            world.at(arrival(), this::die);
        }
    }

    /** Messages of one connection arrive in the order they were sent. */
    private long arrival() {
        lastArrival = Math.max(lastArrival + 1, world.now() + world.latency());
        return lastArrival;
    }

    /** The way to the client is gone, and neither side is told. */
    void loseNetwork() {
        if (hasNetwork) {
            hasNetwork = false;
            world.in(TCP_TIMEOUT, this::die);
        }
    }

    boolean isLeftover() {
        return alive && !hasNetwork;
    }

    /** Whether somebody at the other end still counts on it. */
    boolean isWanted() {
        return alive && hasNetwork && !abandoned;
    }

    void die() {
        if (alive) {
            alive = false;
            transaction = null;
            server.gone(this);
            if (pending != null) {
                lose(pending);
            }
        }
    }

    private void lose(Reply<?> reply) {
        if (hasNetwork) {
            world.in(world.latency(), () -> reply.fail(lost("terminating connection")));
        }
    }

    static SessionLostException lost(String why) {
        return new SessionLostException(why, new IOException(why));
    }

    Optional<Script> transaction() {
        return Optional.ofNullable(transaction);
    }

    /** One more statement of {@code script}; the first one begins the transaction. */
    void did(Script script) {
        statementsDone = script.equals(transaction) ? statementsDone + 1 : 1;
        transaction = script;
    }

    int statementsDone() {
        return statementsDone;
    }

    void endTransaction() {
        transaction = null;
    }
}
