package io.initmigrator.config;

import java.util.Map;

/** Advice to run a command, as it is followed in a cluster. */
public final class ClusterAdvice {

    private static final String LOCALLY = "run init-migrator ";

    private ClusterAdvice() {}

    /** Returns the message with the kubectl plugin's form of the command, and this pod's Deployment if its name shows it. */
    public static String of(Map<String, String> environment, String message) {
        RuntimeEnvironment runtime = RuntimeEnvironment.of(environment);
        if (!message.contains(LOCALLY) || !runtime.hasPodName()) {
            return message;
        }
        String hash = runtime.podTemplateHash();
        String pod = runtime.podName();
        String workload = hash.isEmpty() ? "" : " deployment/" + pod.substring(0, pod.lastIndexOf("-" + hash + "-"));
        return message.replaceAll(LOCALLY + "(repair|unlock|status|plan)", "run kubectl init-migrator $1" + workload);
    }
}
