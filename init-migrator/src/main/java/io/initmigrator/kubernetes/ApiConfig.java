package io.initmigrator.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.initmigrator.core.UnreachableException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
        boolean isPod = config.getAutoOAuthToken() != null && config.getCurrentContext() == null;
        if (!isPod && (Config.DEFAULT_MASTER_URL + "/").equals(config.getMasterUrl())) {
            throw new UnreachableException(
                    "no Kubernetes API configured: " + whyUnknown()
                            + ", and this pod has no service account token; set KUBECONFIG, or set MIGRATOR_COORDINATION=database");
        }
        KubeconfigCredentials.complete(config);
        stripToken(config);
        return config;
    }

    /** One that a tool has written may end its line, which no header may. */
    private static void stripToken(Config config) {
        String token = config.getAutoOAuthToken();
        if (token != null && !token.strip().equals(token)) {
            config.setOauthTokenProvider(
                    () -> String.valueOf(Config.autoConfigure(null).getAutoOAuthToken())
                            .strip());
        }
    }

    /** What the client may do on its own: nothing that would outlast an attempt or hide how it went. */
    static Config tuned(Config config) {
        config.setUserAgent("init-migrator");
        config.setConnectionTimeout(CONNECT_TIMEOUT_MILLIS);
        config.setRequestRetryBackoffLimit(0);
        // An HTTP/2 connection behind a dead network would be used again by one attempt after another until a ping
        // finds out.
        config.setHttp2Disable(true);
        ProxySettings.apply(config);
        return config;
    }

    /** What fabric8 could make nothing of, the file or one that it names. */
    static UnreachableException unusable(RuntimeException problem) {
        Throwable cause = problem;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String what = "invalid Kubernetes client configuration (" + source() + "): " + described(cause);
        // The cause is quoted in the log at level debug.
        return isQuotable(cause) ? new UnreachableException(what, problem) : new UnreachableException(what);
    }

    /** A parser's words may quote the file, or the server's address, either of which may hold secrets. */
    private static boolean isQuotable(Throwable cause) {
        return cause.getClass().getName().startsWith("java.")
                && !(cause instanceof URISyntaxException)
                && !String.valueOf(cause.getMessage()).contains("URL");
    }

    private static String described(Throwable cause) {
        if (isQuotable(cause)) {
            return ApiErrors.firstLine(cause);
        }
        if (cause instanceof URISyntaxException syntax) {
            return syntax.getReason() + ": " + withoutLogin(syntax.getInput());
        }
        Matcher place = PLACE.matcher(String.valueOf(cause.getMessage()));
        return cause.getClass().getSimpleName() + (place.find() ? " at " + place.group() : "");
    }

    /** Messages name the address. No API takes a login there: it has tokens and certificates. */
    static String withoutLogin(String address) {
        return address.replaceFirst("(?<=://).*@", "");
    }

    private static Config read() {
        try {
            return Config.autoConfigure(null);
        } catch (RuntimeException e) {
            throw unusable(e);
        }
    }

    private static String whyUnknown() {
        return kubeconfigs().isEmpty()
                ? "there is no readable kubeconfig (" + String.join(", ", Config.getKubeconfigFilenames()) + ")"
                : source() + " has no cluster for its current context";
    }

    private static String source() {
        return kubeconfigs().isEmpty()
                ? "the pod's service account"
                : kubeconfigs().stream().map(Path::toString).collect(Collectors.joining(", ", "kubeconfig ", ""));
    }

    /** What there is of what {@code KUBECONFIG} names, else {@code ~/.kube/config}. */
    static List<Path> kubeconfigs() {
        return Config.getKubeconfigFilenames().stream()
                .map(Path::of)
                .filter(file -> Files.isRegularFile(file) && Files.isReadable(file))
                .toList();
    }
}
