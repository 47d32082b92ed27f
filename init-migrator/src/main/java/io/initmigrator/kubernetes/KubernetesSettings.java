package io.initmigrator.kubernetes;

import java.util.Optional;

/**
 * Identifies the Lease and this pod. The API's address and credentials (service account, {@code KUBECONFIG}) are resolved by
 * the client.
 *
 * @param leaseName one Lease for each database
 * @param namespace of the Lease; absent for the namespace of the kubeconfig's context
 * @param podName of this pod; the host name outside a cluster
 * @param podNamespace of this pod; absent outside a cluster
 * @param podUid {@code POD_UID}, if set by the manifest
 * @param events true to send Kubernetes Events about the pod
 */
public record KubernetesSettings(
        String leaseName,
        Optional<String> namespace,
        String podName,
        Optional<String> podNamespace,
        Optional<String> podUid,
        boolean events) {}
