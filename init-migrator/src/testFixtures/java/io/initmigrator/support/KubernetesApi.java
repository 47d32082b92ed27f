package io.initmigrator.support;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Provides a Kubernetes API in which pods elect their leader. */
public interface KubernetesApi extends AutoCloseable {

    /** Starts a mock in its own process, and waits until it answers. */
    static KubernetesApi mock(Children children) throws IOException {
        return MockApiProcess.start(children);
    }

    /** Returns the cluster that {@code KUBECONFIG} names; closing leaves it running. */
    static KubernetesApi ofKubeconfig() {
        return new OwnCluster();
    }

    /** Describes the API for the output of the demo. */
    String description();

    /** Returns the value of {@code KUBECONFIG} for a pod. */
    Path kubeconfig();

    /** Returns the number of requests so far; empty if the API does not count them. */
    OptionalLong requests() throws IOException;

    /** Deletes a Lease of the kubeconfig's namespace, as an administrator would. */
    void deleteLease(String name) throws IOException;

    /**
     * Answers every request for that Lease with this status; 410 only its watches. Supported by the mock only.
     *
     * @param code status; 0 restores normal answers
     */
    void answer(String lease, int code) throws IOException;

    @Override
    void close() throws IOException;
}
