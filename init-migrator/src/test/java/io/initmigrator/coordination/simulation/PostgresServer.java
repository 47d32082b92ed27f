package io.initmigrator.coordination.simulation;

import io.initmigrator.coordination.FenceHolder;
import io.initmigrator.coordination.Identity;
import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.Look;
import io.initmigrator.schema.Receipt;
import io.initmigrator.schema.Standing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL: sessions, one advisory lock, and what was committed. Here are the rules of who may write: only the session that
 * holds the fence, one at a time, and no script twice.
 */
final class PostgresServer {

    private static final Instant TIME = Instant.parse("2026-01-01T03:00:00Z");

    private final World world;
    private final BiPredicate<Container, Container> mayEvict;
    private final Set<Sabotage> sabotage;
    private final List<ServerSession> sessions = new ArrayList<>();
    private final List<Script> history = new ArrayList<>();
    private final Set<String> effects = new HashSet<>();
    private final Map<String, Receipt> receipts = new HashMap<>();
    private @Nullable ServerSession fence;
    private int lastPid = 100;
    private long downUntil;
    private long blockedUntil;

    /** @param mayEvict whether the first process may end a session that the second one, alive and well, counts on */
    PostgresServer(World world, BiPredicate<Container, Container> mayEvict, Set<Sabotage> sabotage) {
        this.world = world;
        this.mayEvict = mayEvict;
        this.sabotage = sabotage;
    }

    ServerSession connect(Container client) {
        return add(new ServerSession(world, this, ++lastPid, client.identity().applicationName(), client));
    }

    /** A session of somebody else's. */
    ServerSession connectByHand() {
        return add(new ServerSession(world, this, ++lastPid, "psql", null));
    }

    private ServerSession add(ServerSession session) {
        sessions.add(session);
        return session;
    }

    void gone(ServerSession session) {
        sessions.remove(session);
        if (session.equals(fence)) {
            fence = null;
            world.trace(() -> "fence freed by pid " + session.pid());
        }
    }

    /** Empty where {@code session} now holds the fence, else who does. */
    Optional<FenceHolder> tryFence(ServerSession session) {
        ServerSession holder = fence;
        if (holder != null && !sabotage.contains(Sabotage.NO_FENCE)) {
            return Optional.of(new FenceHolder(holder.pid(), holder.applicationName(), "simulated", Optional.empty()));
        }
        fence = session;
        world.trace(() -> "fence taken by " + session.applicationName() + " pid " + session.pid());
        return Optional.empty();
    }

    boolean evict(Container evictor, FenceHolder holder, Collection<String> identities) {
        ServerSession session = fence;
        if (session == null || session.pid() != holder.pid() || !isOneOf(session, identities)) {
            return false;
        }
        checkVictim(evictor, session);
        if (!sabotage.contains(Sabotage.NO_EVICTION)) {
            world.in(world.between(0, 50 * World.MILLI), session::die);
        }
        return true;
    }

    private void checkVictim(Container evictor, ServerSession session) {
        Container victim = session.client();
        if (victim == null || (session.isWanted() && !mayEvict.test(evictor, victim))) {
            world.violate(session.applicationName() + " was evicted while it led, by " + evictor, null);
        }
    }

    private static boolean isOneOf(ServerSession session, Collection<String> identities) {
        return identities.stream()
                .anyMatch(identity -> session.applicationName().equals(Identity.APPLICATION_PREFIX + identity));
    }

    Look look(Bundle bundle) {
        return new Look(standing(bundle), TIME.plusNanos(world.now()));
    }

    private Standing standing(Bundle bundle) {
        Receipt receipt = receipts.get(bundle.digest());
        if (receipt == null || history.size() < receipt.historyRows()) {
            return new Standing.Unverified("no receipt");
        }
        String version = String.valueOf(history.size());
        return receipt.ahead() || history.size() > receipt.installedRank()
                ? new Standing.Ahead(version, true)
                : new Standing.Current(version);
    }

    List<Script> history() {
        return List.copyOf(history);
    }

    boolean holds(Carried carried) {
        return history.containsAll(carried.scripts());
    }

    /** Whether an application's lock is in the way of the script. */
    boolean isBlocked() {
        return world.now() < blockedUntil;
    }

    void execute(ServerSession session, Script script) {
        checkWriter(session, script.name());
        for (ServerSession other : sessions) {
            if (!other.equals(session) && other.transaction().isPresent()) {
                world.violate(
                        "two sessions write: " + session.applicationName() + ", " + other.applicationName(), null);
            }
        }
        session.did(script);
    }

    /** Effects and history row become visible together. */
    void commit(ServerSession session, Script script) {
        checkWriter(session, "commit of " + script.name());
        if (!session.transaction().equals(Optional.of(script))
                || session.statementsDone() != script.statements().size()) {
            world.violate(script.name() + " was committed in part", null);
        }
        if (!effects.add(script.name()) || history.contains(script)) {
            world.violate(script.name() + " was applied twice", null);
        }
        if (script.version() != history.size() + 1) {
            world.violate(script.name() + " was applied out of order", null);
        }
        session.endTransaction();
        history.add(script);
        world.trace(() -> "committed " + script.name() + " by " + session.applicationName());
    }

    /** What turning auto-commit on does to a transaction that is open. */
    void commitWhatIsOpen(ServerSession session) {
        session.transaction().ifPresent(script -> {
            checkWriter(session, "end of " + script.name());
            world.violate(script.name() + " was committed without a row in the history", null);
        });
        session.endTransaction();
    }

    void record(ServerSession session, Receipt receipt) {
        checkWriter(session, "receipt");
        receipts.put(receipt.bundle(), receipt);
    }

    private void checkWriter(ServerSession session, String what) {
        if (!session.equals(fence)) {
            world.violate(session.applicationName() + " wrote without the fence: " + what, null);
        }
    }

    void blockUntil(long moment) {
        blockedUntil = moment;
    }

    /** Every session is gone, and nobody gets in until {@code moment}. */
    void downUntil(long moment) {
        downUntil = moment;
        List.copyOf(sessions).forEach(ServerSession::die);
    }

    boolean isUp() {
        return world.now() >= downUntil;
    }

    void endOneSession() {
        if (!sessions.isEmpty()) {
            sessions.get(world.random().nextInt(sessions.size())).die();
        }
    }

    /** Ends sessions without a network whose {@code application_name} is such. */
    void endLeftoverSessions(Predicate<String> names) {
        List.copyOf(sessions).stream()
                .filter(ServerSession::isLeftover)
                .filter(session -> names.test(session.applicationName()))
                .forEach(ServerSession::die);
    }

    @Nullable
    ServerSession fenceHolder() {
        return fence;
    }
}
