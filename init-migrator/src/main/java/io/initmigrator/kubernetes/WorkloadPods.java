package io.initmigrator.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Finds the pods of a workload that still run an older revision. */
final class WorkloadPods {

    private static final int MAX_NAMED = 3;

    private WorkloadPods() {}

    /** Names them, also those that are terminating; empty for none. Pods that have ended, or have no such controller, do not count. */
    static String older(WorkloadKind kind, String revision, JsonNode pods) {
        List<String> older = new ArrayList<>();
        for (JsonNode pod : pods.path("items")) {
            String hash =
                    pod.path("metadata").path("labels").path(kind.hashLabel()).asText();
            if (isControlled(kind, pod) && !hasEnded(pod) && !hash.equals(revision)) {
                older.add(pod.path("metadata").path("name").asText() + (isTerminating(pod) ? " (terminating)" : ""));
            }
        }
        int more = older.size() - MAX_NAMED;
        return older.isEmpty()
                ? ""
                : "pods of an older revision are left: "
                        + String.join(", ", older.subList(0, Math.min(MAX_NAMED, older.size())))
                        + (more > 0 ? " and " + more + " more" : "");
    }

    /** A pod that was only labelled like these, such as one of a Job, is no pod of the workload. */
    private static boolean isControlled(WorkloadKind kind, JsonNode pod) {
        for (JsonNode owner : pod.path("metadata").path("ownerReferences")) {
            if (owner.path("controller").asBoolean()
                    && owner.path("kind").asText().equals(kind.controller())) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasEnded(JsonNode pod) {
        String phase = pod.path("status").path("phase").asText();
        return phase.equals("Succeeded") || phase.equals("Failed");
    }

    private static boolean isTerminating(JsonNode pod) {
        return pod.path("metadata").hasNonNull("deletionTimestamp");
    }
}
