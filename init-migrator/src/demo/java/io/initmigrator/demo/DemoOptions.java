package io.initmigrator.demo;

/**
 * Contains the arguments of {@code scripts/demo}, which has validated them.
 *
 * @param pods number of pods in each rollout
 * @param keep true to leave PostgreSQL running
 * @param ownCluster true for a Lease in the cluster of {@code KUBECONFIG}
 * @param terminal true if the output is a terminal
 */
record DemoOptions(int pods, boolean keep, boolean ownCluster, boolean terminal) {

    static DemoOptions of(String[] args) {
        return new DemoOptions(
                Integer.parseInt(args[0]),
                args[1].equals("keep"),
                args[2].equals("kubeconfig"),
                args[3].equals("terminal"));
    }
}
