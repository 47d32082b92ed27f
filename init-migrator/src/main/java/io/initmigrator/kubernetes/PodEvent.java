package io.initmigrator.kubernetes;

import io.initmigrator.schema.Printable;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/**
 * Content of a Kubernetes Event.
 *
 * @param type {@code Normal} or {@code Warning}
 * @param reason machine-readable, in CamelCase
 * @param action action taken or attempted
 * @param note human-readable
 */
record PodEvent(String type, String reason, String action, String note) {

    /** The API server's limit. */
    static final int MAX_NOTE_LENGTH = 1024;

    private static final String END = "…";

    static PodEvent normal(String reason, String action, String note) {
        return new PodEvent("Normal", reason, action, note);
    }

    static PodEvent warning(String reason, String action, String note) {
        return new PodEvent("Warning", reason, action, note);
    }

    /** Masks secrets and makes the note printable, then truncates, so that no secret is truncated before it is found. */
    PodEvent masked(UnaryOperator<String> mask) {
        return new PodEvent(type, reason, action, shortened(Printable.line(mask.apply(note))));
    }

    /** Key for deduplication: the leader may change during a wait. */
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
