package io.initmigrator.simulation;

import io.initmigrator.core.Identity;
import io.initmigrator.core.StopSignal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Simulates one start of a pod's init container: a process with its threads, clocks, sockets, and connections. */
final class Container {

    private final VirtualScheduler world;
    private final Identity identity;
    private final String revision;
    private final long startedAt;
    private final long clockOrigin;
    private final long wallClockSkew;
    private final List<SimulatedThread> threads = new ArrayList<>();
    private final List<ServerSession> sockets = new ArrayList<>();
    private final RequestRateCheck rate;
    private boolean dead;
    private long frozenUntil;
    private long apiCutUntil;
    private long databaseCutUntil;
    private boolean failsAtCall;
    private boolean failsAtAnswer;
    private boolean leading;
    private boolean afterRollout;
    private int openSessions;
    private @Nullable StopSignal stopSignal;

    Container(VirtualScheduler world, Identity identity, String revision) {
        this.world = world;
        this.identity = identity;
        this.revision = revision;
        this.startedAt = world.now();
        this.clockOrigin = world.between(0, 1_000_000 * VirtualScheduler.SECOND);
        this.wallClockSkew = world.between(-600 * VirtualScheduler.SECOND, 600 * VirtualScheduler.SECOND);
        this.rate = new RequestRateCheck(world, this);
    }

    VirtualScheduler world() {
        return world;
    }

    Identity identity() {
        return identity;
    }

    /** Returns the revision of its rollout; empty if the container does not know it. */
    String revision() {
        return revision;
    }

    long startedAt() {
        return startedAt;
    }

    RequestRateCheck rate() {
        return rate;
    }

    SimulatedThread spawn(Runnable body) {
        SimulatedThread thread = world.spawn(this, body);
        threads.add(thread);
        return thread;
    }

    /** Runs at the start of every call of a port: throws if the process is dead, may suspend it for a moment, or may inject an error. */
    void step() {
        if (isDead()) {
            throw new Killed();
        }
        if (failsAtCall) {
            failsAtCall = false;
            throw new OutOfMemory();
        }
        if (world.chance(2)) {
            world.running().sleepUntil(world.now() + world.between(0, 40 * VirtualScheduler.MILLI), false);
        }
    }

    /** Makes the next call of a port fail before it has begun, or makes the next answer of PostgreSQL unreadable. */
    void runOutOfMemory(boolean atAnswer) {
        failsAtAnswer = atAnswer;
        failsAtCall = !atAnswer;
        world.trace(() -> this + " runs out of memory at its next " + (atAnswer ? "answer" : "call"));
    }

    /** Returns the flag and clears it. */
    boolean failsAtAnswer() {
        boolean fails = failsAtAnswer;
        failsAtAnswer = false;
        return fails;
    }

    boolean isDead() {
        return dead || world.isOver();
    }

    /** Ends the process, as by SIGKILL; {@code silently} if its node fails too, so that its sockets are not closed. */
    void end(boolean silently) {
        dead = true;
        sockets.forEach(silently ? ServerSession::loseNetwork : ServerSession::clientGone);
        threads.forEach(SimulatedThread::wake);
    }

    /** Pauses the process, as by SIGSTOP, until SIGCONT at {@code moment}. */
    void freezeUntil(long moment) {
        frozenUntil = moment;
        world.trace(() -> this + " is paused until " + moment / VirtualScheduler.MILLI + " ms");
    }

    long frozenUntil() {
        return frozenUntil;
    }

    void stoppedBy(StopSignal signal) {
        stopSignal = signal;
    }

    /** Sends SIGTERM; returns false if the process does not handle it yet. */
    boolean terminate() {
        if (stopSignal == null) {
            return false;
        }
        stopSignal.request();
        threads.getFirst().interrupt();
        return true;
    }

    boolean isStopping() {
        return stopSignal != null && stopSignal.isRequested();
    }

    void cutApiUntil(long moment) {
        apiCutUntil = moment;
        world.trace(() -> this + " has no way to the API until " + moment / VirtualScheduler.MILLI + " ms");
    }

    boolean reachesApi() {
        return world.now() >= apiCutUntil;
    }

    /** Interrupts the network to PostgreSQL; open connections do not recover. */
    void cutDatabaseUntil(long moment) {
        databaseCutUntil = moment;
        world.trace(() -> this + " has no way to PostgreSQL until " + moment / VirtualScheduler.MILLI + " ms");
        sockets.forEach(ServerSession::loseNetwork);
    }

    boolean reachesDatabase() {
        return world.now() >= databaseCutUntil;
    }

    void connected(ServerSession session) {
        sockets.add(session);
        if (dead) {
            session.clientGone();
        }
    }

    void elected() {
        leading = true;
    }

    /** Records that its application has started, and that it runs deferred scripts from now on. */
    void goesOnAfterRollout() {
        afterRollout = true;
    }

    boolean isAfterRollout() {
        return afterRollout;
    }

    void sessionOpened() {
        openSessions++;
    }

    void sessionClosed() {
        openSessions--;
        leading = false;
    }

    boolean holdsSession() {
        return openSessions > 0;
    }

    /** Rule: a container holds no session while it waits for another one. */
    void waits(boolean forLeader) {
        if (openSessions > 0 && (forLeader || !leading)) {
            world.violate(this + " holds a session while it waits", null);
        }
    }

    long elapsed() {
        return clockOrigin + world.now();
    }

    long wallClock() {
        return world.now() + wallClockSkew;
    }

    @Override
    public String toString() {
        return identity.toString();
    }
}
