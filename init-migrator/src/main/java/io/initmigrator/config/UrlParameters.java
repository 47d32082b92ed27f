package io.initmigrator.config;

import io.initmigrator.postgres.Credentials;
import io.initmigrator.postgres.Secret;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What follows the question mark of a database URL, by pgjdbc's names. */
final class UrlParameters {

    private static final String SSL_MODE = "sslmode";
    private static final Set<String> SSL_MODES =
            Set.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");

    private static final Map<String, Set<String>> MODES = Map.of(
            "gssEncMode", Set.of("disable", "allow", "prefer", "require"),
            "channelBinding", Set.of("disable", "prefer", "require"));

    private static final String SERVER_TYPE = "targetServerType";

    /** Those of pgjdbc's that may find a primary, the older writing among them. */
    private static final Set<String> SERVER_TYPES = Set.of("any", "primary", "master", "preferPrimary");

    private static final List<String> NUMBERS = List.of(
            "connectTimeout",
            "socketTimeout",
            "loginTimeout",
            "cancelSignalTimeout",
            "hostRecheckSeconds",
            "prepareThreshold",
            "preparedStatementCacheQueries",
            "preparedStatementCacheSizeMiB",
            "defaultRowFetchSize",
            "receiveBufferSize",
            "sendBufferSize");
    private static final Pattern WHOLE_NUMBER = Pattern.compile("-?\\d{1,9}");

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

    /** Of a wrong one the driver would only find out when it connects, and put it down to the server. */
    void requireUsable() throws UnusableException {
        String mode = values.getOrDefault(SSL_MODE, "prefer");
        if (!SSL_MODES.contains(mode.toLowerCase(Locale.ROOT))) {
            throw new UnusableException(
                    "has sslmode=" + mode, "write one of disable, allow, prefer, require, verify-ca, verify-full");
        }
        String type = values.getOrDefault(SERVER_TYPE, "any");
        if (!SERVER_TYPES.contains(type)) {
            throw new UnusableException(
                    "has " + SERVER_TYPE + "=" + type,
                    "write one of any, primary, preferPrimary: nothing can be migrated on a standby");
        }
        for (Map.Entry<String, Set<String>> it : MODES.entrySet()) {
            String value = values.get(it.getKey());
            if (value != null && !it.getValue().contains(value.toLowerCase(Locale.ROOT))) {
                throw new UnusableException("has " + it.getKey() + "=" + value, "write disable, prefer or require");
            }
        }
        for (String name : NUMBERS) {
            String value = values.get(name);
            if (value != null && !WHOLE_NUMBER.matcher(value).matches()) {
                throw new UnusableException("has " + name + "=" + value, "write a whole number");
            }
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
