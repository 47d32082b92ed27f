package io.initmigrator.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.initmigrator.core.UnreachableException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code HTTPS_PROXY} and {@code NO_PROXY} as curl and Go read them, and fabric8 does not. */
final class ProxySettings {

    /** Entries that fabric8 supports; it fails on any other. */
    private static final Pattern PLAIN = Pattern.compile("[0-9A-Za-z.:/-]+");

    private static final Map<String, Integer> PORTS = Map.of("http", 80, "https", 443, "socks5", 1080, "socks4", 1080);

    private ProxySettings() {}

    static void apply(Config config) {
        String[] exceptions = config.getNoProxy() == null ? new String[0] : config.getNoProxy();
        if (Arrays.stream(exceptions).map(String::strip).anyMatch("*"::equals)) {
            config.setHttpProxy(null);
            config.setHttpsProxy(null);
        }
        config.setNoProxy(Arrays.stream(exceptions)
                .map(ProxySettings::plain)
                .filter(entry -> PLAIN.matcher(entry).matches())
                .toArray(String[]::new));
        config.setHttpProxy(withPort(config.getHttpProxy()));
        config.setHttpsProxy(withPort(config.getHttpsProxy()));
    }

    private static String plain(String entry) {
        String stripped = entry.strip();
        if (stripped.startsWith("[") && stripped.endsWith("]")) {
            return stripped.substring(1, stripped.length() - 1);
        }
        return stripped.startsWith("*.") ? stripped.substring(1) : stripped;
    }

    /** Not quoted if invalid: it may contain a password. */
    private static @Nullable String withPort(@Nullable String proxy) {
        if (proxy == null || proxy.isBlank()) {
            return null;
        }
        try {
            URI uri = new URI(proxy.contains("://") ? proxy.strip() : "http://" + proxy.strip());
            Integer usual = PORTS.get(uri.getScheme());
            if (uri.getHost() == null || usual == null) {
                throw unusable();
            }
            int port = uri.getPort() < 0 ? usual : uri.getPort();
            return new URI(uri.getScheme(), uri.getUserInfo(), uri.getHost(), port, null, null, null).toString();
        } catch (URISyntaxException e) {
            throw unusable();
        }
    }

    private static UnreachableException unusable() {
        return new UnreachableException(
                "invalid proxy URL for the Kubernetes API (HTTPS_PROXY, HTTP_PROXY, or proxy-url of the"
                        + " kubeconfig); use http://host:port, or add the API server to NO_PROXY");
    }
}
