package io.initmigrator.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.initmigrator.coordination.UnreachableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** How the API is found: by fabric8, as kubectl does. */
final class ApiConfig {

    private static final int CONNECT_TIMEOUT_MILLIS = 3_000;
    private static final Pattern PLACE = Pattern.compile("line:? \\d+, column:? \\d+");

    private ApiConfig() {}

    /** {@code KUBECONFIG} or {@code ~/.kube/config}, else this pod's service account. */
    static Config fromEnvironment() {
        Config config = read();
        if (config.getAutoOAuthToken() == null && (Config.DEFAULT_MASTER_URL + "/").equals(config.getMasterUrl())) {
            throw new UnreachableException(
                    "no Kubernetes API is known: " + whyUnknown()
                            + ", and this is no pod with a service account token; set KUBECONFIG, or coordinate by the database alone");
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

    /** What fabric8 could make nothing of, the file or one that it names. */
    static UnreachableException unusable(RuntimeException problem) {
        Throwable cause = problem;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        // Of a longer message no more: it may quote the file, and that holds secrets.
        Matcher place = PLACE.matcher(String.valueOf(cause.getMessage()));
        return new UnreachableException(
                "the configuration of the Kubernetes client (" + source() + ") can't be used: "
                        + ApiErrors.firstLine(cause) + (place.find() ? " at " + place.group() : ""),
                problem);
    }

    private static Config read() {
        try {
            return Config.autoConfigure(null);
        } catch (RuntimeException e) {
            throw unusable(e);
        }
    }

    private static String whyUnknown() {
        String found = kubeconfigs(true);
        return found.isEmpty()
                ? "there is no readable kubeconfig (" + kubeconfigs(false) + ")"
                : "kubeconfig " + found + " has no cluster for its current context";
    }

    private static String source() {
        String found = kubeconfigs(true);
        return found.isEmpty() ? "the pod's service account" : "kubeconfig " + found;
    }

    /** What {@code KUBECONFIG} names, else {@code ~/.kube/config}; all of it, or what there is. */
    private static String kubeconfigs(boolean readable) {
        return Config.getKubeconfigFilenames().stream()
                .filter(name -> !readable || isReadable(Path.of(name)))
                .collect(Collectors.joining(", "));
    }

    private static boolean isReadable(Path file) {
        return Files.isRegularFile(file) && Files.isReadable(file);
    }
}
