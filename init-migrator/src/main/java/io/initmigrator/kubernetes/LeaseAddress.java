package io.initmigrator.kubernetes;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Namespace and name of the Lease. */
record LeaseAddress(String namespace, String name) {

    String collectionPath() {
        return "apis/coordination.k8s.io/v1/namespaces/" + encoded(namespace) + "/leases";
    }

    String path() {
        return collectionPath() + "/" + encoded(name);
    }

    /** Path of a watch on this single object, which needs no permission to list. */
    String watchPath(String resourceVersion) {
        return collectionPath() + "?watch=true&fieldSelector=" + encoded("metadata.name=" + name) + "&resourceVersion="
                + encoded(resourceVersion);
    }

    /** As the API server names it when it denies access. */
    @Override
    public String toString() {
        return "leases.coordination.k8s.io \"" + name + "\" in namespace \"" + namespace + "\"";
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
