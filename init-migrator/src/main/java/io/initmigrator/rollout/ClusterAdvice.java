package io.initmigrator.rollout;

import io.initmigrator.schema.Problem;

/**
 * Form of the commands that a remedy names: those of the kubectl plugin in a pod.
 *
 * @param inPod false if the remedy stays as it is
 * @param workload of the pod, such as {@code deployment/orders}; empty if unknown
 */
public record ClusterAdvice(boolean inPod, String workload) {

    public static final ClusterAdvice NONE = new ClusterAdvice(false, "");

    private static final String LOCALLY = "run init-migrator ";

    /** Applying it twice, as to a refusal that another pod has published, changes nothing. */
    public Problem of(Problem problem) {
        if (!inPod || !problem.remedy().contains(LOCALLY)) {
            return problem;
        }
        String remedy = problem.remedy()
                .replaceAll(
                        LOCALLY + "(repair|unlock|status|plan)",
                        "run kubectl init-migrator $1" + (workload.isEmpty() ? "" : " " + workload));
        return new Problem(problem.reason(), remedy);
    }
}
