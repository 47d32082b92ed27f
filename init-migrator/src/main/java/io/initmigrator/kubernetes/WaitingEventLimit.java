package io.initmigrator.kubernetes;

import io.initmigrator.event.RolloutEvent.WaitingForLeader;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Limits the Events about one wait: one for each change of leader, script or blockage, at intervals as client-go limits the Events
 * of one object. A suppressed change is admitted later if it lasts, because a wait is reported repeatedly.
 */
final class WaitingEventLimit {

    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final Duration LONG_INTERVAL = Duration.ofMinutes(5);

    /** Events at the short interval; afterwards the long one applies. */
    private static final int BURST = 25;

    private @Nullable String last;
    private Duration next = Duration.ZERO;
    private int sent;

    /** Returns whether the Event is to be sent, and counts it. */
    boolean admit(WaitingForLeader waiting) {
        String subject = PodEventMapper.subject(waiting);
        if (subject.equals(last) || waiting.waited().compareTo(next) < 0) {
            return false;
        }
        last = subject;
        sent++;
        next = waiting.waited().plus(sent < BURST ? INTERVAL : LONG_INTERVAL);
        return true;
    }
}
