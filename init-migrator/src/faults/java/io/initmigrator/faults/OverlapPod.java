package io.initmigrator.faults;

import io.initmigrator.support.LocalHttpServer;
import io.initmigrator.support.MockDeployment;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A pod of one release: its application runs from the moment that it is available until it is gone. */
final class OverlapPod {

    private static final Duration PROBE_PERIOD = Duration.ofMillis(50);

    private final String name;
    private final int release;
    private final MockDeployment deployment;
    private final @Nullable Sidecar sidecar;
    private boolean retired;
    private long availableAt = Long.MAX_VALUE;
    private long goneAt = Long.MAX_VALUE;

    /** The process {@code guard}, and its port. */
    private record Sidecar(PodSlot slot, LocalHttpServer served) {}

    private OverlapPod(String name, int release, MockDeployment deployment, @Nullable Sidecar sidecar) {
        this.name = name;
        this.release = release;
        this.deployment = deployment;
        this.sidecar = sidecar;
    }

    /** Of a release that has no sidecar, and was installed before. */
    static OverlapPod withoutSidecar(String name, int release, MockDeployment deployment) throws IOException {
        OverlapPod pod = new OverlapPod(name, release, deployment, null);
        deployment.add(name);
        return pod;
    }

    static OverlapPod start(String name, int release, MockDeployment deployment, PodSlot slot, LocalHttpServer served)
            throws IOException {
        OverlapPod pod = new OverlapPod(name, release, deployment, new Sidecar(slot, served));
        deployment.add(name);
        slot.begin();
        return pod;
    }

    int release() {
        return release;
    }

    /** Starts the application once the sidecar permits it; false if the pod is deleted before. */
    boolean awaitStart(Duration timeout) throws IOException, InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        while (!permitsStart()) {
            if (isRetired() || System.nanoTime() > end) {
                return false;
            }
            LockSupport.parkNanos(PROBE_PERIOD.toNanos());
        }
        return startApplication();
    }

    /** Returns whether there was a process to kill. */
    synchronized boolean kill() throws IOException {
        if (sidecar == null || retired || !sidecar.slot().isAlive()) {
            return false;
        }
        sidecar.slot().kill();
        return true;
    }

    /** Deletes the pod. Its application ends after the termination, and then the sidecar is stopped. */
    void retire(Termination termination) throws Exception {
        if (beginToRetire()) {
            termination.await();
            end();
        }
    }

    /** Lasts while the application of a deleted pod still runs. */
    @FunctionalInterface
    interface Termination {
        void await() throws Exception;
    }

    synchronized boolean isRetired() {
        return retired;
    }

    /** @param millis since the epoch */
    synchronized boolean ranApplicationAt(long millis) {
        return availableAt < millis && millis < goneAt;
    }

    /** The round is over. */
    void stop() throws IOException {
        if (sidecar != null) {
            sidecar.slot().stopRestarting();
            sidecar.slot().signal("TERM");
        }
    }

    @Override
    public String toString() {
        return name;
    }

    private boolean permitsStart() throws InterruptedException {
        try {
            return sidecar == null || sidecar.served().code("/startupz") == 200;
        } catch (IOException absent) {
            // It is being started, or was killed.
            return false;
        }
    }

    private synchronized boolean startApplication() throws IOException {
        if (!retired) {
            availableAt = System.currentTimeMillis();
            deployment.setAvailable(name);
        }
        return !retired;
    }

    private synchronized boolean beginToRetire() throws IOException {
        boolean begins = !retired;
        retired = true;
        if (begins) {
            deployment.delete(name);
        }
        return begins;
    }

    private synchronized void end() throws IOException {
        goneAt = System.currentTimeMillis();
        deployment.remove(name);
        stop();
    }
}
