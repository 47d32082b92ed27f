package io.initmigrator.postgres;

/**
 * The rollout that a pod belongs to, the same for all its pods and no other's: the {@code pod-template-hash} of a ReplicaSet.
 *
 * @param value empty where there is none, as outside Kubernetes; without spaces
 */
public record Revision(String value) {

    /** Nothing tells this process from one of an earlier rollout. */
    public static final Revision NONE = new Revision("");

    /** Of a process that goes on after it has started: every rollout that migrates from then on is a newer one. */
    private static final Revision RUNNING = new Revision(" ");

    boolean isNone() {
        return value.isEmpty();
    }

    /** @param revisions separated by spaces */
    boolean isAmong(String revisions) {
        return equals(RUNNING) || (!isNone() && (" " + revisions + " ").contains(" " + value + " "));
    }

    static Revision running() {
        return RUNNING;
    }
}
