package io.initmigrator.kubernetes;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Kind, namespace and name of a workload. */
record WorkloadAddress(WorkloadKind kind, String namespace, String name) {

    /** Objects in one answer. Fifty of 80 KiB each stay below {@link CancellableOkHttp#MAX_RESPONSE_BYTES}. */
    private static final int PAGE_SIZE = 50;

    String path() {
        return "apis/" + kind.group() + "/" + kind.version() + "/namespaces/" + encoded(namespace) + "/"
                + kind.resource() + "/" + encoded(name);
    }

    String replicaSetsPath(String selector) {
        return "apis/apps/v1/namespaces/" + encoded(namespace) + "/replicasets?labelSelector=" + encoded(selector);
    }

    String podsPath(String selector) {
        return "api/v1/namespaces/" + encoded(namespace) + "/pods?labelSelector=" + encoded(selector);
    }

    /**
     * One page of a list.
     *
     * @param list path of the list with its selector
     * @param token from the page before; empty for the first page
     */
    static String page(String list, String token) {
        return list + "&limit=" + PAGE_SIZE + (token.isEmpty() ? "" : "&continue=" + encoded(token));
    }

    /** Rules that a Role needs to read the workload. */
    String rules() {
        return "apiGroups [\"" + kind.group() + "\"], resources [\"" + kind.resource() + "\"], resourceNames [\"" + name
                + "\"], verbs [\"get\"]; apiGroups [\"\"], resources [\"pods\"], verbs [\"list\"]"
                + (kind == WorkloadKind.DEPLOYMENT
                        ? "; apiGroups [\"apps\"], resources [\"replicasets\"], verbs [\"list\"]"
                        : "");
    }

    @Override
    public String toString() {
        return kind.word() + "/" + name + " in namespace \"" + namespace + "\"";
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
