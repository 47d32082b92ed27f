package io.initmigrator.support;

import java.nio.file.Path;
import java.util.OptionalLong;

/** Somebody's cluster. */
record OwnCluster(Path kubeconfig) implements KubernetesApi {

    OwnCluster() {
        this(Path.of(System.getenv("KUBECONFIG")));
    }

    @Override
    public String description() {
        return "The Lease lies in the cluster of " + kubeconfig;
    }

    @Override
    public OptionalLong requests() {
        return OptionalLong.empty();
    }

    @Override
    public void close() {}
}
