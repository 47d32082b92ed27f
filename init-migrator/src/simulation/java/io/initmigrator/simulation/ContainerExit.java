package io.initmigrator.simulation;

import io.initmigrator.core.Outcome;
import org.jspecify.annotations.Nullable;

/** Describes how a container ended by itself: its exit code, and its outcome if there was one. */
record ContainerExit(int code, @Nullable Outcome outcome, String why) {

    static final int UNREACHABLE = 5;
    static final int STOPPED = 143;
    static final int OUT_OF_MEMORY = 1;

    static ContainerExit of(Outcome outcome) {
        int code = switch (outcome) {
            case Outcome.Ready ready -> 0;
            case Outcome.Failed failed -> 3;
            case Outcome.SchemaMismatch misfit -> 4;
            case Outcome.LeadershipLost lost -> 6;
            case Outcome.Repaired repaired -> 0;
            case Outcome.RolloutNotComplete waiting -> 7;
            case Outcome.DeadlinePassed passed -> 124;
        };
        return new ContainerExit(code, outcome, outcome.toString());
    }

    static ContainerExit unreachable(String why) {
        return new ContainerExit(UNREACHABLE, null, why);
    }

    static ContainerExit outOfMemory() {
        return new ContainerExit(OUT_OF_MEMORY, null, "out of memory");
    }

    static ContainerExit stopped() {
        return new ContainerExit(STOPPED, null, "stopped");
    }
}
