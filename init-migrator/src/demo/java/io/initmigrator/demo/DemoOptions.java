package io.initmigrator.demo;

/**
 * What {@code scripts/demo} was asked for; it has checked it.
 *
 * @param pods of each rollout
 * @param keep whether PostgreSQL is left running
 * @param ownCluster whether the Lease lies in the cluster of {@code KUBECONFIG}
 * @param terminal whether a person watches
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
