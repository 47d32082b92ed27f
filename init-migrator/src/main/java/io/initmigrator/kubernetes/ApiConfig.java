package io.initmigrator.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.initmigrator.coordination.UnreachableException;

/** How the API is found: by fabric8, as kubectl does. */
final class ApiConfig {

    private static final int CONNECT_TIMEOUT_MILLIS = 3_000;

    private ApiConfig() {}

    /** {@code KUBECONFIG} or {@code ~/.kube/config}, else this pod's service account. */
    static Config fromEnvironment() {
        Config config = read();
        if (config.getAutoOAuthToken() == null && (Config.DEFAULT_MASTER_URL + "/").equals(config.getMasterUrl())) {
            throw new UnreachableException(
                    "no Kubernetes API is known: neither KUBECONFIG nor ~/.kube/config names one, and"
                            + " this is no pod with a service account token; set KUBECONFIG, or coordinate by the database alone");
        }
        return config;
    }

    /** What the client may do on its own: nothing that would outlast an attempt or hide how it went. */
    static Config tuned(Config config) {
        config.setUserAgent("init-migrator");
        config.setConnectionTimeout(CONNECT_TIMEOUT_MILLIS);
        config.setRequestRetryBackoffLimit(0);
        // An HTTP/2 connection behind a dead network would be used again by one attempt after another until a ping
        // finds out.
        config.setHttp2Disable(true);
        return config;
    }

    private static Config read() {
        try {
            return Config.autoConfigure(null);
        } catch (RuntimeException e) {
            throw new UnreachableException(
                    "the configuration of the Kubernetes client (KUBECONFIG, service account) can't be used: "
                            + ApiErrors.firstLine(e),
                    e);
        }
    }
}
