package io.initmigrator.config;

import io.initmigrator.postgres.Credentials;
import io.initmigrator.postgres.Secret;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What follows the question mark of a database URL, by pgjdbc's names. */
final class UrlParameters {

    private static final String SSL_MODE = "sslmode";
    private static final Set<String> SSL_MODES =
            Set.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");

    private final Map<String, String> values = new LinkedHashMap<>();

    private UrlParameters() {}

    static UrlParameters parse(String query) throws UnusableException {
        UrlParameters parameters = new UrlParameters();
        for (String parameter : query.split("&", -1)) {
            int equals = parameter.indexOf('=');
            if (equals > 0) {
                parameters.values.put(
                        Percent.decodeQuery(parameter.substring(0, equals)),
                        Percent.decodeQuery(parameter.substring(equals + 1)));
            } else if (!parameter.isEmpty()) {
                parameters.values.put(Percent.decodeQuery(parameter), "");
            }
        }
        return parameters;
    }

    /** Empty where the parameter is absent or has no value. */
    Optional<String> take(String name) {
        return Optional.ofNullable(values.remove(name)).filter(value -> !value.isEmpty());
    }

    void put(String name, String value) {
        values.put(name, value);
    }

    Credentials takeCredentials() {
        return new Credentials(
                take("user"),
                take("password").map(Secret::new),
                take("sslpassword").map(Secret::new));
    }

    /** The driver would take a wrong one for a server that does not answer. */
    void requireKnownSslMode() throws UnusableException {
        String mode = values.getOrDefault(SSL_MODE, "prefer");
        if (!SSL_MODES.contains(mode.toLowerCase(Locale.ROOT))) {
            throw new UnusableException(
                    "has sslmode=" + mode, "write one of disable, allow, prefer, require, verify-ca, verify-full");
        }
    }

    /** With the question mark; empty where nothing is left. */
    String query() {
        return values.entrySet().stream()
                .map(entry -> Percent.encodeQuery(entry.getKey()) + "=" + Percent.encodeQuery(entry.getValue()))
                .collect(Collectors.collectingAndThen(
                        Collectors.joining("&"), query -> query.isEmpty() ? "" : "?" + query));
    }
}
