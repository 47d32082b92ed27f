package io.initmigrator.coordination.simulation;

import io.initmigrator.coordination.Background;

/** Jobs as strands of the same container. */
record VirtualBackground(Container container) implements Background {

    private static final long PATIENCE = World.SECOND;

    @Override
    public Task start(String name, Job job) {
        container.step();
        return new StrandTask(container, container.spawn(() -> run(job)));
    }

    private static void run(Job job) {
        try {
            job.run();
        } catch (InterruptedException stopped) {
            // As it should.
        }
    }

    private record StrandTask(Container container, Strand strand) implements Task {

        @Override
        public void stop() {
            container.step();
            World world = container.world();
            strand.interrupt();
            long until = world.now() + PATIENCE;
            while (!strand.hasEnded() && world.now() < until) {
                world.running().rest(Math.min(until, world.now() + 5 * World.MILLI), false);
            }
        }
    }
}
