package io.initmigrator.coordination.simulation;

import io.initmigrator.coordination.Outcome;
import org.jspecify.annotations.Nullable;

/** How a container ended by itself: its exit code, and the outcome where there was one. */
record Ending(int code, @Nullable Outcome outcome, String why) {

    static final int UNREACHABLE = 5;
    static final int STOPPED = 143;
    static final int OUT_OF_MEMORY = 1;

    static Ending of(Outcome outcome) {
        int code = switch (outcome) {
            case Outcome.Ready ready -> 0;
            case Outcome.Failed failed -> 3;
            case Outcome.Misfit misfit -> 4;
            case Outcome.Lost lost -> 6;
            case Outcome.Repaired repaired -> throw new IllegalStateException("nobody repairs here");
            case Outcome.DeadlinePassed passed -> 124;
        };
        return new Ending(code, outcome, outcome.toString());
    }

    static Ending unreachable(String why) {
        return new Ending(UNREACHABLE, null, why);
    }

    static Ending outOfMemory() {
        return new Ending(OUT_OF_MEMORY, null, "out of memory");
    }

    static Ending stopped() {
        return new Ending(STOPPED, null, "stopped");
    }
}
