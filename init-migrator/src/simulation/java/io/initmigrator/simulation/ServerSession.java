package io.initmigrator.simulation;

import io.initmigrator.fence.SessionLostException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Simulates a backend of PostgreSQL: it may hold the fence and have an open transaction, and does one thing at a time. It notices a lost
 * client late, and without a network not at all.
 */
final class ServerSession {

    /** client_connection_check_interval */
    private static final long CHECK_INTERVAL = VirtualScheduler.SECOND;

    /** Time after which TCP gives up by itself. */
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
    private final List<Integer> statements = new ArrayList<>();
    private JournalTable.@Nullable Row journalRow;
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

    /** Returns the container of the client; null for a session that was opened by hand. */
    @Nullable
    Container client() {
        return client;
    }

    /** Receives a message that takes {@code work} to execute; {@code effect} is applied at the end, atomically. */
    <T> void receive(Reply<T> reply, long work, Supplier<T> effect) {
        receive(reply, work, null, effect);
    }

    /** Receives a message that has a lasting effect {@code halfway} too, unless the session has ended by then. */
    <T> void receive(Reply<T> reply, long work, @Nullable Runnable halfway, Supplier<T> effect) {
        if (hasNetwork) {
            world.at(arrival(), () -> begin(reply, work, halfway, effect));
        }
    }

    private <T> void begin(Reply<T> reply, long work, @Nullable Runnable halfway, Supplier<T> effect) {
        if (!alive) {
            failReply(reply);
            return;
        }
        pending = reply;
        busyUntil = world.now() + work;
        if (halfway != null) {
            world.in(work / 2, () -> runIfAlive(halfway));
        }
        world.at(busyUntil, () -> finish(reply, effect));
    }

    private void runIfAlive(Runnable effect) {
        if (alive) {
            effect.run();
        }
    }

    private <T> void finish(Reply<T> reply, Supplier<T> effect) {
        if (!alive) {
            return;
        }
        pending = null;
        T answer = effect.get();
        if (hasNetwork) {
            world.in(world.latency(), () -> reply.complete(answer));
        }
    }

    /** Closes the client's side: an idle backend notices at once, a busy one at its next check. */
    void clientGone() {
        abandoned = true;
        if (hasNetwork) {
            world.at(arrival(), () -> {
                long seen = Math.min(busyUntil, world.now() + world.between(0, CHECK_INTERVAL));
                world.at(seen, this::die);
            });
        }
    }

    /** Cancels the client's statement and closes the client's side. */
    void cancel() {
        abandoned = true;
        if (hasNetwork) {
            world.at(arrival(), this::die);
        }
    }

    /** Returns the arrival time of the next message; messages of a connection keep their order. */
    private long arrival() {
        lastArrival = Math.max(lastArrival + 1, world.now() + world.latency());
        return lastArrival;
    }

    /** Interrupts the network to the client; neither side is notified. */
    void loseNetwork() {
        if (hasNetwork) {
            hasNetwork = false;
            world.in(TCP_TIMEOUT, this::die);
        }
    }

    boolean isLeftover() {
        return alive && !hasNetwork;
    }

    /** Checks whether a client still uses the session. */
    boolean isWanted() {
        return alive && hasNetwork && !abandoned;
    }

    void die() {
        if (alive) {
            alive = false;
            endTransaction();
            server.gone(this);
            if (pending != null) {
                failReply(pending);
            }
        }
    }

    private void failReply(Reply<?> reply) {
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

    void beginTransaction(Script script) {
        endTransaction();
        transaction = script;
    }

    /** Records one more statement of {@code script}; it begins a transaction if none of the script is open. */
    void execute(Script script, int statement) {
        if (!script.equals(transaction)) {
            beginTransaction(script);
        }
        statements.add(statement);
    }

    /** Returns the statements of the open transaction. */
    List<Integer> statements() {
        return List.copyOf(statements);
    }

    /** Writes a row to the journal in the open transaction. */
    void journal(JournalTable.Row row) {
        journalRow = row;
    }

    Optional<JournalTable.Row> journalRow() {
        return Optional.ofNullable(journalRow);
    }

    /** Ends the open transaction; what it has done is lost unless it was committed before. */
    void endTransaction() {
        transaction = null;
        journalRow = null;
        statements.clear();
    }
}
