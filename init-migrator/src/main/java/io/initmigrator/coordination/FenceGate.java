package io.initmigrator.coordination;

import io.initmigrator.wait.Backoff;
import java.time.Duration;
import java.util.Optional;

/**
 * How a leader gets the fence when somebody else holds it: a predecessor's leftover session is ended, anybody else is named and
 * waited for.
 */
final class FenceGate {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private FenceGate() {}

    /** Empty once the pod's deadline has passed. */
    static Optional<Fence> enter(Pod pod, Session session, Leadership leadership) throws InterruptedException {
        Backoff backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE, pod.random());
        WaitReport report = new WaitReport(pod);
        while (true) {
            switch (session.tryFence()) {
                case FenceAttempt.Taken(Fence fence) -> {
                    return Optional.of(fence);
                }
                case FenceAttempt.Held(FenceHolder holder) -> {
                    if (pod.deadline().hasPassed()) {
                        return Optional.empty();
                    }
                    if (holder.isOneOf(leadership.predecessors())) {
                        evict(pod, session, holder, leadership);
                    } else {
                        report.maybe(waited -> new Notice.WaitingForFence(holder, waited));
                    }
                }
            }
            pod.time().sleep(pod.deadline().atMost(backoff.next()));
        }
    }

    private static void evict(Pod pod, Session session, FenceHolder holder, Leadership leadership) {
        if (session.evict(holder, leadership.predecessors())) {
            pod.tell(new Notice.Evicted(holder));
        }
    }
}
