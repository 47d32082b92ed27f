package io.initmigrator.election;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Records the loss of leadership with its reason, and runs one action on it, once. */
final class LeadershipLoss {

    private @Nullable String reason;
    private @Nullable Runnable action;

    void lose(String why) {
        Runnable due;
        synchronized (this) {
            if (reason != null) {
                return;
            }
            reason = why;
            due = action;
        }
        if (due != null) {
            due.run();
        }
    }

    void onLoss(Runnable due) {
        synchronized (this) {
            action = due;
            if (reason == null) {
                return;
            }
        }
        due.run();
    }

    synchronized Optional<String> reason() {
        return Optional.ofNullable(reason);
    }
}
