package io.initmigrator.postgres;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The rollout that a pod belongs to, common to its pods and unique: the {@code pod-template-hash} of a ReplicaSet.
 *
 * @param value empty if unknown, as outside Kubernetes; without spaces
 */
public record Revision(String value) {

    /** Unknown rollout. */
    public static final Revision NONE = new Revision("");

    /** Revision of a process that keeps running: every rollout that migrates later is newer. */
    private static final Revision RUNNING = new Revision(" ");

    boolean isNone() {
        return value.isEmpty();
    }

    /** @param revisions separated by spaces */
    boolean isAmong(String revisions) {
        return equals(RUNNING) || (!isNone() && (" " + revisions + " ").contains(" " + value + " "));
    }

    /** @param revisions separated by spaces */
    static Set<String> split(String revisions) {
        return Stream.of(revisions.split(" ")).filter(it -> !it.isEmpty()).collect(Collectors.toUnmodifiableSet());
    }

    static Revision running() {
        return RUNNING;
    }
}
