package io.initmigrator.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.KubeConfigUtils;
import io.initmigrator.core.UnreachableException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Client configuration, resolved by fabric8 as by kubectl. */
final class ApiConfig {

    private static final int CONNECT_TIMEOUT_MILLIS = 3_000;
    private static final Duration PLUGIN_TIMEOUT = Duration.ofSeconds(20);
    private static final Pattern PLACE = Pattern.compile("line:? \\d+, column:? \\d+");

    private ApiConfig() {}

    /** {@code KUBECONFIG} or {@code ~/.kube/config}, else this pod's service account. */
    static Config fromEnvironment() {
        return fromEnvironment(PLUGIN_TIMEOUT);
    }

    /** @param pluginTimeout for the credential plugin of a kubeconfig */
    static Config fromEnvironment(Duration pluginTimeout) {
        Config config = read(pluginTimeout);
        boolean isPod = config.getAutoOAuthToken() != null && config.getCurrentContext() == null;
        if (!isPod && (Config.DEFAULT_MASTER_URL + "/").equals(config.getMasterUrl())) {
            throw new UnreachableException(
                    "no Kubernetes API configured: " + whyUnknown()
                            + ", and this pod has no service account token; set KUBECONFIG, or set MIGRATOR_COORDINATION=database");
        }
        requireScheme(config);
        KubeconfigCredentials.complete(config);
        stripToken(config);
        return config;
    }

    /** Strips the token: one written by a tool may end in a line feed, which is invalid in a header. */
    private static void stripToken(Config config) {
        String token = config.getAutoOAuthToken();
        if (token != null && !token.strip().equals(token)) {
            config.setOauthTokenProvider(
                    () -> String.valueOf(Config.autoConfigure(null).getAutoOAuthToken())
                            .strip());
        }
    }

    /** Disables client features that would outlast an attempt or hide its result. */
    static Config tuned(Config config) {
        config.setUserAgent("init-migrator");
        config.setConnectionTimeout(CONNECT_TIMEOUT_MILLIS);
        config.setRequestRetryBackoffLimit(0);
        // An HTTP/2 connection over a dead network would be reused by every attempt until a ping fails.
        config.setHttp2Disable(true);
        ProxySettings.apply(config);
        return config;
    }

    /** Error for a kubeconfig, or a file it refers to, that fabric8 cannot use. */
    static UnreachableException unusable(RuntimeException problem) {
        Throwable cause = problem;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String what = "invalid Kubernetes client configuration (" + source() + "): " + described(cause);
        // The cause is logged at level debug.
        return isQuotable(cause) ? new UnreachableException(what, problem) : new UnreachableException(what);
    }

    /** False for a parser's message, which may quote secrets from the file or the server's address. */
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

    /** Removes a login from the address, which messages show and the API does not use. */
    static String withoutLogin(String address) {
        return address.replaceFirst("(?<=://).*@", "");
    }

    /** On another thread, because it runs the kubeconfig's credential plugin, and waits for that without a limit. */
    private static Config read(Duration pluginTimeout) {
        Set<ProcessHandle> before = children();
        FutureTask<Config> reading = new FutureTask<>(() -> Config.autoConfigure(null));
        Thread.ofPlatform().daemon().name("kubeconfig").start(reading);
        try {
            while (true) {
                try {
                    return reading.get(pluginTimeout.toMillis(), TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    // Without a plugin it is the processor time of this pod that is short, and another attempt would
                    // take as long.
                    if (!before.containsAll(children())) {
                        throw new UnreachableException("invalid Kubernetes client configuration (" + source()
                                + "): its credential plugin has not ended within " + pluginTimeout.toMillis()
                                + "ms; run it by hand to see what it waits for, such as a login");
                    }
                }
            }
        } catch (ExecutionException e) {
            throw switch (e.getCause()) {
                case RuntimeException problem -> unusable(problem);
                case StackOverflowError endless -> unusable(new IllegalArgumentException("its YAML refers to itself"));
                case null, default -> new IllegalStateException(e.getCause());
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new ClosedByInterruptException());
        }
    }

    private static Set<ProcessHandle> children() {
        return ProcessHandle.current().children().collect(Collectors.toSet());
    }

    /** Refuses an address without a scheme that fabric8 would use without encryption, with the token in clear text. */
    private static void requireScheme(Config config) {
        if (!config.getMasterUrl().startsWith("http://") || config.getCurrentContext() == null) {
            return;
        }
        String cluster = config.getCurrentContext().getContext().getCluster();
        for (Path kubeconfig : kubeconfigs()) {
            Optional<String> server = Stream.ofNullable(
                            KubeConfigUtils.parseConfig(kubeconfig.toFile()).getClusters())
                    .flatMap(List::stream)
                    .filter(it -> it.getName().equals(cluster))
                    .map(it -> it.getCluster().getServer())
                    .findFirst();
            if (server.isPresent() && !server.get().startsWith("http://")) {
                throw new UnreachableException("kubeconfig " + kubeconfig + " names the server \""
                        + server.get().replaceFirst("^.*@", "")
                        + "\" without a scheme, and it does not speak TLS, so that credentials would be sent in clear text;"
                        + " write https://, or http:// if that is meant");
            }
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

    /** The existing files of {@code KUBECONFIG}, or else {@code ~/.kube/config}. */
    static List<Path> kubeconfigs() {
        return Config.getKubeconfigFilenames().stream()
                .map(Path::of)
                .filter(file -> Files.isRegularFile(file) && Files.isReadable(file))
                .toList();
    }
}
