package io.initmigrator.simulation;

import io.initmigrator.election.LeaseEvent;
import io.initmigrator.election.LeaseWatch;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Delivers events in order with a delay; may end, or stall silently. */
final class SimulatedWatch implements LeaseWatch {

    private final Container container;
    private final VirtualScheduler world;
    private final Queue<LeaseEvent> events = new ArrayDeque<>();
    private long lastArrival;
    private boolean over;
    private boolean stalled;
    private @Nullable SimulatedThread waiting;

    SimulatedWatch(Container container, SimulatedApiServer server, long from) {
        this.container = container;
        this.world = container.world();
        if (container.reachesApi()) {
            world.in(world.latency(), () -> establish(server, from));
        }
    }

    private void establish(SimulatedApiServer server, long from) {
        if (server.isUp() && !world.chance(server.failureRate())) {
            server.establish(this, from);
        } else {
            finish("could not be opened");
        }
    }

    @Override
    public LeaseEvent await(Duration limit) throws InterruptedException {
        container.step();
        container.waits(true);
        waiting = world.running();
        long until = world.now() + limit.toNanos();
        while (events.isEmpty() && world.now() < until) {
            SimulatedThread.checkInterrupt();
            waiting.sleepUntil(until, true);
        }
        SimulatedThread.checkInterrupt();
        LeaseEvent event = events.poll();
        world.trace(() -> container + " sees " + event);
        return event == null ? new LeaseEvent.TimedOut() : event;
    }

    @Override
    public void close() {
        over = true;
    }

    boolean isOver() {
        return over || container.isDead();
    }

    /** Stops the delivery without ending the watch. */
    void stall() {
        stalled = true;
    }

    void deliver(LeaseEvent event) {
        if (!container.reachesApi()) {
            stalled = true;
        }
        lastArrival = Math.max(lastArrival + 1, world.now() + world.latency());
        world.at(lastArrival, () -> arrive(event));
    }

    void finish(String reason) {
        deliver(new LeaseEvent.Ended(reason));
    }

    private void arrive(LeaseEvent event) {
        if (stalled || over || container.isDead()) {
            return;
        }
        events.add(event);
        if (waiting != null) {
            waiting.wake();
        }
    }
}
