package io.initmigrator.simulation;

import java.util.ArrayDeque;
import java.util.Deque;

/** Rule: a process must not overload the API server or the database with requests, whatever fails. */
final class RequestRateCheck {

    private static final long SPAN = 10 * VirtualScheduler.SECOND;
    private static final int MOST = 150;

    private final VirtualScheduler world;
    private final Container container;
    private final Deque<Long> requests = new ArrayDeque<>();

    RequestRateCheck(VirtualScheduler world, Container container) {
        this.world = world;
        this.container = container;
    }

    void count() {
        requests.add(world.now());
        while (requests.element() < world.now() - SPAN) {
            requests.remove();
        }
        if (requests.size() > MOST) {
            world.violate(container + " made " + requests.size() + " requests in 10 s", null);
        }
    }
}
