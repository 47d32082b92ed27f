package io.initmigrator.support;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;

/** A Kubernetes API for pods to elect their leader by. */
public interface KubernetesApi extends AutoCloseable {

    /** Starts a mock in a process of its own, and waits until it answers. */
    static KubernetesApi mock(Children children) throws IOException {
        return MockApiProcess.start(children);
    }

    /** The cluster that {@code KUBECONFIG} names; it is left running. */
    static KubernetesApi ofKubeconfig() {
        return new OwnCluster();
    }

    /** For a person. */
    String description();

    /** {@code KUBECONFIG} of a pod. */
    Path kubeconfig();

    /** How many requests it was sent; empty where nobody counts them. */
    OptionalLong requests() throws IOException;

    /** Deletes a Lease of the kubeconfig's namespace, as an administrator would. */
    void deleteLease(String name) throws IOException;

    /**
     * Answers everything about that Lease with this status; 410 only what watches it. Only a mock does.
     *
     * @param code 0 to answer as it should again
     */
    void answer(String lease, int code) throws IOException;

    @Override
    void close() throws IOException;
}
