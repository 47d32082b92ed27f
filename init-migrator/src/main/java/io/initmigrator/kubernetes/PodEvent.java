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
 * @param identity key by which a repeated Event is counted as a series of the first one
 */
record PodEvent(String type, String reason, String action, String note, String identity) {

    /** The API server's limit. */
    static final int MAX_NOTE_LENGTH = 1024;

    private static final String END = "…";

    static PodEvent normal(String reason, String action, String note) {
        return new PodEvent("Normal", reason, action, note, reason + " " + note);
    }

    /** @param subject what this pod waits for, without details that change all the time */
    static PodEvent waiting(String note, String subject) {
        return new PodEvent("Normal", "WaitingForLeader", "Wait", note, "WaitingForLeader " + subject);
    }

    static PodEvent warning(String reason, String action, String note) {
        return new PodEvent("Warning", reason, action, note, reason + " " + note);
    }

    /** Masks secrets and makes the note printable, then truncates, so that no secret is truncated before it is found. */
    PodEvent masked(UnaryOperator<String> mask) {
        return new PodEvent(type, reason, action, shortened(Printable.line(mask.apply(note))), mask.apply(identity));
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
