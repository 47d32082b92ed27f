package io.initmigrator.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StopSignalTest {

    private final StopSignal stopSignal = new StopSignal(new Thread(() -> {}));
    private final List<String> cut = new ArrayList<>();

    @Test
    void requestCutsWhatRuns() {
        stopSignal.onStop(() -> cut.add("session"));
        stopSignal.request();
        assertThat(cut).containsExactly("session");
        assertThat(stopSignal.isRequested()).isTrue();
    }

    @Test
    void whatBeginsAfterTheRequestIsCutAtOnce() {
        stopSignal.request();
        stopSignal.onStop(() -> cut.add("session"));
        assertThat(cut).containsExactly("session");
    }

    @Test
    void whatHasEndedIsNotCut() {
        stopSignal.onStop(() -> cut.add("session"));
        stopSignal.clearOnStop();
        stopSignal.request();
        assertThat(cut).isEmpty();
    }

    @Test
    void workerIsInterrupted() {
        new StopSignal(Thread.currentThread()).request();
        assertThat(Thread.interrupted()).isTrue();
    }

    /** Covers a callback that takes long: a worker that leaves must not wait for it. */
    @Test
    void cutThatLastsDoesNotHoldUpTheWorker() throws InterruptedException {
        CountDownLatch cutting = new CountDownLatch(1);
        CountDownLatch workerHasLeft = new CountDownLatch(1);
        stopSignal.onStop(() -> {
            cutting.countDown();
            awaitQuietly(workerHasLeft);
        });
        Thread signal = Thread.ofVirtual().start(stopSignal::request);
        cutting.await();
        Thread worker = Thread.ofVirtual().start(() -> {
            stopSignal.clearOnStop();
            workerHasLeft.countDown();
        });
        assertThat(workerHasLeft.await(10, TimeUnit.SECONDS)).isTrue();
        worker.join();
        signal.join();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
