package io.initmigrator.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/** Finds the pods of a workload that still run an older revision. */
final class WorkloadPods {

    private static final int MAX_NAMED = 3;

    private WorkloadPods() {}

    /**
     * The name of a pod, also of one that is terminating, if it runs another revision. Empty for one that has ended, or has no such
     * controller.
     */
    static Optional<String> older(WorkloadKind kind, String revision, JsonNode pod) {
        String hash = pod.path("metadata").path("labels").path(kind.hashLabel()).asText();
        return isControlled(kind, pod) && !hasEnded(pod) && !hash.equals(revision)
                ? Optional.of(pod.path("metadata").path("name").asText() + (isTerminating(pod) ? " (terminating)" : ""))
                : Optional.empty();
    }

    /** @param older names, at least one */
    static String detail(List<String> older) {
        int more = older.size() - MAX_NAMED;
        return "pods of an older revision are left: "
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
