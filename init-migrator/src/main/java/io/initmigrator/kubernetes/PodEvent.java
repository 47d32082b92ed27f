package io.initmigrator.kubernetes;

import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/**
 * What a Kubernetes Event is to say.
 *
 * @param type {@code Normal} or {@code Warning}
 * @param reason in CamelCase, for machines
 * @param action what was done or tried
 * @param note for people
 */
record PodEvent(String type, String reason, String action, String note) {

    /** The API server takes no longer one. */
    static final int MAX_NOTE_LENGTH = 1024;

    private static final String END = "…";

    static PodEvent normal(String reason, String action, String note) {
        return new PodEvent("Normal", reason, action, note);
    }

    static PodEvent warning(String reason, String action, String note) {
        return new PodEvent("Warning", reason, action, note);
    }

    /** As it may be told: without secrets, none of which may be cut before it is found, and short enough. */
    PodEvent masked(UnaryOperator<String> mask) {
        return new PodEvent(type, reason, action, shortened(mask.apply(note)));
    }

    /** What must differ to be told again: whom a pod waits for may change while it waits. */
    String identity() {
        return reason.equals("WaitingForLeader") ? reason : reason + " " + note;
    }

    private static String shortened(String text) {
        if (bytes(text) <= MAX_NOTE_LENGTH) {
            return text;
        }
        int end = Math.min(text.length(), MAX_NOTE_LENGTH);
        while (bytes(text.substring(0, end) + END) > MAX_NOTE_LENGTH) {
            end = text.offsetByCodePoints(end, -1);
        }
        return text.substring(0, end) + END;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
