package io.initmigrator.simulation;

import io.initmigrator.election.ApiUnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Connects one container to the API server; a request or its answer may be refused, throttled, delayed or lost. */
record ApiConnection(Container container, SimulatedApiServer server) {

    /** Applies {@code effect} at the server, and returns its answer. */
    <T> T request(Duration limit, Supplier<T> effect) throws InterruptedException {
        container.step();
        container.rate().count();
        VirtualScheduler world = container.world();
        Reply<T> reply = new Reply<>(world);
        send(reply, effect, world);
        if (!reply.await(limit.toNanos())) {
            throw unavailable("no answer within " + limit, null);
        }
        return reply.get();
    }

    private <T> void send(Reply<T> reply, Supplier<T> effect, VirtualScheduler world) {
        if (!container.reachesApi()) {
            return;
        }
        world.in(world.latency(), () -> {
            if (!server.isUp()) {
                world.in(world.latency(), () -> reply.fail(unavailable("connection refused", null)));
            } else if (world.chance(server.failureRate())) {
                fail(reply, effect, world);
            } else {
                answer(reply, effect.get(), world.latency());
            }
        });
    }

    private <T> void fail(Reply<T> reply, Supplier<T> effect, VirtualScheduler world) {
        switch (world.random().nextInt(5)) {
            case 0 -> reply.fail(unavailable("500", null));
            case 1 -> reply.fail(unavailable("429", Duration.ofMillis(world.between(100, 5000))));
            case 2 -> world.trace(() -> container + " request lost");
            case 3 -> {
                T lost = effect.get();
                world.trace(() -> container + " answer lost: " + lost);
            }
            default ->
                world.in(
                        world.between(0, 12 * VirtualScheduler.SECOND),
                        () -> answer(reply, effect.get(), world.between(0, VirtualScheduler.SECOND)));
        }
    }

    private <T> void answer(Reply<T> reply, T value, long delay) {
        container.world().in(delay, () -> {
            if (container.reachesApi()) {
                reply.complete(value);
            }
        });
    }

    private static ApiUnavailableException unavailable(String what, @Nullable Duration retryAfter) {
        return new ApiUnavailableException(what, retryAfter, new IOException(what));
    }
}
