package io.initmigrator.simulation;

import io.initmigrator.core.BackgroundExecutor;

/** Runs jobs as simulated threads of the same container. */
record VirtualBackgroundExecutor(Container container) implements BackgroundExecutor {

    private static final long TIMEOUT = VirtualScheduler.SECOND;

    @Override
    public Task start(String name, Job job) {
        container.step();
        return new StrandTask(container, container.spawn(() -> run(job)));
    }

    private static void run(Job job) {
        try {
            job.run();
        } catch (InterruptedException stopped) {
            // The job was stopped, as intended.
        }
    }

    private record StrandTask(Container container, SimulatedThread strand) implements Task {

        @Override
        public void stop() {
            container.step();
            VirtualScheduler world = container.world();
            strand.interrupt();
            long until = world.now() + TIMEOUT;
            while (!strand.hasEnded() && world.now() < until) {
                world.running().rest(Math.min(until, world.now() + 5 * VirtualScheduler.MILLI), false);
            }
        }
    }
}
