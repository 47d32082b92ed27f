package io.initmigrator.simulation;

import io.initmigrator.core.BackgroundExecutor;

/** Runs jobs as simulated threads of the same container. */
record VirtualBackgroundExecutor(Container container) implements BackgroundExecutor {

    private static final long TIMEOUT = VirtualScheduler.SECOND;

    @Override
    public Task start(String name, Job job) {
        container.step();
        return new SimulatedTask(container, container.spawn(() -> run(job)));
    }

    private static void run(Job job) {
        try {
            job.run();
        } catch (InterruptedException stopped) {
            // The job was stopped, as intended.
        }
    }

    private record SimulatedTask(Container container, SimulatedThread thread) implements Task {

        @Override
        public void stop() {
            container.step();
            VirtualScheduler world = container.world();
            thread.interrupt();
            long until = world.now() + TIMEOUT;
            while (!thread.hasEnded() && world.now() < until) {
                world.running().sleepUntil(Math.min(until, world.now() + 5 * VirtualScheduler.MILLI), false);
            }
        }
    }
}
