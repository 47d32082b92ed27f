package io.initmigrator.simulation;

import io.initmigrator.fence.FenceAttempt;
import io.initmigrator.fence.FenceHolder;
import io.initmigrator.fence.InterruptedScript;
import io.initmigrator.fence.Journal;
import io.initmigrator.fence.ReadOnlySession;
import io.initmigrator.fence.Session;
import io.initmigrator.fence.UnusedFence;
import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.DeferredScripts;
import io.initmigrator.schema.Receipt;
import io.initmigrator.schema.SchemaDrift;
import io.initmigrator.schema.SchemaSnapshot;
import io.initmigrator.schema.SchemaVersion;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Simulates the client side of a session. Its calls ignore interrupts; only {@link #abort} ends them. */
final class ClientSession implements Session {

    private static final long QUICK = 2 * VirtualScheduler.MILLI;
    private static final long READ_TIMEOUT = 30 * VirtualScheduler.SECOND;

    private final Container container;
    private final VirtualScheduler world;
    private final SimulatedPostgres server;
    private final ServerSession backend;
    private boolean closed;
    private boolean aborted;
    private @Nullable Reply<?> running;

    ClientSession(Container container, SimulatedPostgres server, ServerSession backend) {
        this.container = container;
        this.world = container.world();
        this.server = server;
        this.backend = backend;
        container.sessionOpened();
    }

    @Override
    public FenceAttempt tryFence() {
        Optional<FenceHolder> holder = call(() -> server.tryFence(backend));
        return holder.isPresent() ? new FenceAttempt.Held(holder.get()) : new FenceAttempt.Taken(new Held(this));
    }

    @Override
    public boolean evict(FenceHolder holder, Collection<String> identities) {
        return call(() -> server.evict(container, holder, identities));
    }

    @Override
    public boolean terminate(FenceHolder holder) {
        throw new UnsupportedOperationException("not used by a migration");
    }

    @Override
    public void abort() {
        if (closed || aborted || container.isDead()) {
            return;
        }
        aborted = true;
        backend.cancel();
        if (running != null) {
            running.fail(ServerSession.lost("aborted"));
        }
    }

    @Override
    public void close() {
        try {
            container.step();
        } catch (OutOfMemory error) {
            // Then the driver closes the socket without a farewell.
        }
        if (!closed) {
            closed = true;
            container.sessionClosed();
            backend.clientGone();
        }
    }

    private SchemaSnapshot look(Bundle bundle) {
        return call(() -> server.look(bundle, container.revision()));
    }

    private <T> T call(Supplier<T> effect) {
        return call(QUICK, effect);
    }

    /** Makes a call on which the server works for {@code work}. A dead network is eventually noticed. */
    private <T> T call(long work, Supplier<T> effect) {
        return call(work, null, effect);
    }

    private <T> T call(long work, @Nullable Runnable halfway, Supplier<T> effect) {
        container.step();
        if (closed) {
            throw new IllegalStateException("a session was used after it was closed");
        }
        if (aborted) {
            throw ServerSession.lost("aborted");
        }
        Reply<T> reply = new Reply<>(world);
        running = reply;
        backend.receive(reply, work, halfway, effect);
        boolean answered = reply.awaitUninterruptibly(work + READ_TIMEOUT);
        running = null;
        if (!answered) {
            throw ServerSession.lost("connection timed out");
        }
        T answer = reply.get();
        if (container.failsAtAnswer()) {
            aborted = true;
            backend.clientGone();
            throw new OutOfMemory();
        }
        return answer;
    }

    /** Reads for a waiting process, in a session that does not take the fence. */
    record Reading(ClientSession session) implements SimulatedReader, ReadOnlySession {

        @Override
        public SchemaSnapshot readSnapshot(Bundle bundle) {
            return session.look(bundle);
        }

        @Override
        public Optional<SchemaVersion> recordedVersion() {
            return call(() -> server().recordedVersion());
        }

        @Override
        public DeferredScripts deferred() {
            return call(() -> server().deferred());
        }

        @Override
        public Optional<FenceHolder> fenceHolder() {
            return session.call(session.server::holder);
        }

        @Override
        public Optional<InterruptedScript> interrupted() {
            throw new UnsupportedOperationException("not used by a migration");
        }

        @Override
        public boolean canReadReceipts() {
            throw new UnsupportedOperationException("not used by a migration");
        }

        @Override
        public List<String> invalidIndexes() {
            throw new UnsupportedOperationException("not used by a migration");
        }

        @Override
        public SchemaDrift drift() {
            throw new UnsupportedOperationException("not used by a migration");
        }

        @Override
        public void abort() {
            session.abort();
        }

        @Override
        public void close() {
            session.close();
        }

        @Override
        public SimulatedPostgres server() {
            return session.server;
        }

        @Override
        public <T> T call(Supplier<T> effect) {
            return session.call(effect);
        }
    }

    /** Holds the fence for the lifetime of the session. */
    record Held(ClientSession session) implements SimulatedReader, UnusedFence {

        @Override
        public SchemaSnapshot readSnapshot(Bundle bundle) {
            return session.look(bundle);
        }

        @Override
        public boolean enrol(Bundle bundle) {
            return session.call(() -> session.server.enrol(session.container, bundle, session.backend));
        }

        @Override
        public Optional<Set<String>> startedRevisions(Bundle bundle) {
            return session.call(() -> session.server.startedRevisions(bundle));
        }

        @Override
        public void record(Receipt receipt) {
            session.call(() -> {
                session.server.record(session.backend, receipt);
                return receipt;
            });
        }

        @Override
        public Journal journal() {
            return new SimulatedJournal(this);
        }

        @Override
        public void doubtReceipts() {
            call(() -> {
                server().doubtReceipts(backend());
                return this;
            });
        }

        @Override
        public <T> T keepFingerprint(Supplier<T> repair) {
            return repair.get();
        }

        @Override
        public SimulatedPostgres server() {
            return session.server;
        }

        ServerSession backend() {
            return session.backend;
        }

        VirtualScheduler world() {
            return session.world;
        }

        <T> T call(long work, Supplier<T> effect) {
            return session.call(work, effect);
        }

        <T> T call(long work, @Nullable Runnable halfway, Supplier<T> effect) {
            return session.call(work, halfway, effect);
        }

        @Override
        public <T> T call(Supplier<T> effect) {
            return session.call(effect);
        }
    }
}
