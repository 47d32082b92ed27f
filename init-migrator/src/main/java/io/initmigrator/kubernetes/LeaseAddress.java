package io.initmigrator.kubernetes;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Where the Lease lives. */
record LeaseAddress(String namespace, String name) {

    String collectionPath() {
        return "apis/coordination.k8s.io/v1/namespaces/" + encoded(namespace) + "/leases";
    }

    String path() {
        return collectionPath() + "/" + encoded(name);
    }

    /** A watch on this one object, so that no right to list is needed. */
    String watchPath(String resourceVersion) {
        return collectionPath() + "?watch=true&fieldSelector=" + encoded("metadata.name=" + name) + "&resourceVersion="
                + encoded(resourceVersion);
    }

    /** As the API server itself names it when it forbids. */
    @Override
    public String toString() {
        return "leases.coordination.k8s.io \"" + name + "\" in namespace \"" + namespace + "\"";
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
