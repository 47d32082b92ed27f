package io.initmigrator.config;

import io.initmigrator.postgres.Credentials;
import io.initmigrator.postgres.PostgresSettings;
import io.initmigrator.postgres.Secret;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Query parameters of a database URL, by pgjdbc's names. */
final class UrlParameters {

    static final String APPLICATION_NAME = "ApplicationName";

    private static final String SSL_MODE = "sslmode";
    private static final Set<String> SSL_MODES =
            Set.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");

    private static final Map<String, Set<String>> MODES = Map.of(
            "gssEncMode", Set.of("disable", "allow", "prefer", "require"),
            "channelBinding", Set.of("disable", "prefer", "require"),
            "sslNegotiation", Set.of("postgres", "direct"));

    /** Matches a password inside the value of another parameter. */
    private static final Pattern PASSWORD = Pattern.compile("(?i)(password|passwd|pwd)\\s*[=:]");

    /** Of a cloud's library, such as Azure's; the driver asks it only if the server asks for a password. */
    private static final String AUTHENTICATION_PLUGIN = "authenticationPluginClassName";

    private static final String REQUIRE_AUTH = "requireAuth";

    private static final Pattern METHODS = Pattern.compile(
            "METHOD(,METHOD)*".replace("METHOD", "\\s*!?(password|md5|gss|sspi|scram-sha-256|none)\\s*"));

    private static final Set<String> SECRETS = Set.of("password", "sslpassword");

    private static final String SERVER_TYPE = "targetServerType";

    /** Values of pgjdbc that may find a primary, including the older spelling. */
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

    static UrlParameters parse(String query) throws InvalidValueException {
        UrlParameters parameters = new UrlParameters();
        for (String parameter : query.split("&", -1)) {
            int equals = parameter.indexOf('=');
            if (equals > 0) {
                parameters.values.put(
                        PercentEncoding.decodeQuery(parameter.substring(0, equals)),
                        PercentEncoding.decodeQuery(parameter.substring(equals + 1)));
            } else if (!parameter.isEmpty()) {
                parameters.values.put(PercentEncoding.decodeQuery(parameter), "");
            }
        }
        return parameters;
    }

    /** Those of a JDBC URL. */
    static UrlParameters ofUrl(String jdbcUrl) throws InvalidValueException {
        int question = jdbcUrl.indexOf('?');
        return parse(question < 0 ? "" : jdbcUrl.substring(question + 1));
    }

    static UrlParameters of(String name, String value) {
        UrlParameters alone = new UrlParameters();
        alone.put(name, value);
        return alone;
    }

    static UrlParameters none() {
        return new UrlParameters();
    }

    /** Empty if the parameter is absent or has no value. */
    Optional<String> take(String name) {
        return Optional.ofNullable(values.remove(name)).filter(value -> !value.isEmpty());
    }

    void put(String name, String value) {
        values.put(name, value);
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** True if the parameter is present with another value. */
    boolean hasOther(String name, String value) {
        return !values.getOrDefault(name, value).equals(value);
    }

    /** @param allowed in lower case */
    Optional<String> takeOneOf(String name, Set<String> allowed) throws InvalidValueException {
        Optional<String> value = take(name).map(it -> it.toLowerCase(Locale.ROOT));
        if (value.isPresent() && !allowed.contains(value.get())) {
            throw new InvalidValueException(
                    "has an invalid " + name,
                    "write " + String.join(" or ", new TreeSet<>(allowed)) + ", or remove it");
        }
        return value;
    }

    void takeNumber(String name) throws InvalidValueException {
        Optional<String> value = take(name);
        if (value.isPresent() && !WHOLE_NUMBER.matcher(value.get()).matches()) {
            throw unusableNumber(name);
        }
    }

    Credentials takeCredentials() {
        return new Credentials(
                take("user"),
                take("password").map(Secret::new),
                take("sslpassword").map(Secret::new));
    }

    /**
     * Refuses an invalid value, which the driver would report only when it connects, as a server error; and an unknown name,
     * which the driver would ignore. No message shows a value.
     *
     * @param unknown creates the error for a name
     */
    void requireUsable(Function<String, InvalidValueException> unknown) throws InvalidValueException {
        for (Map.Entry<String, String> parameter : values.entrySet()) {
            if (!PostgresSettings.isParameter(parameter.getKey())) {
                throw unknown.apply(parameter.getKey());
            }
            if (!SECRETS.contains(parameter.getKey())
                    && PASSWORD.matcher(parameter.getValue()).find()) {
                throw new InvalidValueException(
                        "has a password in the value of " + parameter.getKey(),
                        "write '&' between parameters, or give the password by a variable of its own");
            }
        }
        if (values.containsKey(AUTHENTICATION_PLUGIN)) {
            throw new InvalidValueException(
                    "names an authentication plugin (" + AUTHENTICATION_PLUGIN + "), and init-migrator has none",
                    "remove the parameter, and give the token as FLYWAY_PASSWORD_FILE, which is read again at each connect");
        }
        String mode = values.getOrDefault(SSL_MODE, "prefer");
        if (!SSL_MODES.contains(mode.toLowerCase(Locale.ROOT))) {
            throw new InvalidValueException(
                    "has an invalid sslmode", "write one of disable, allow, prefer, require, verify-ca, verify-full");
        }
        String type = values.getOrDefault(SERVER_TYPE, "any");
        if (!SERVER_TYPES.contains(type)) {
            throw new InvalidValueException(
                    "has an invalid " + SERVER_TYPE,
                    "write one of any, primary, preferPrimary: nothing can be migrated on a standby");
        }
        for (Map.Entry<String, Set<String>> it : MODES.entrySet()) {
            String value = values.get(it.getKey());
            if (value != null && !it.getValue().contains(value.toLowerCase(Locale.ROOT))) {
                throw new InvalidValueException(
                        "has an invalid " + it.getKey(),
                        "write one of " + String.join(", ", new TreeSet<>(it.getValue())));
            }
        }
        String methods = values.get(REQUIRE_AUTH);
        if (methods != null && !METHODS.matcher(methods).matches()) {
            throw new InvalidValueException(
                    "has an invalid " + REQUIRE_AUTH,
                    "write one or more of password, md5, gss, sspi, scram-sha-256, none, with commas between them, each with or"
                            + " without a leading '!'");
        }
        for (String name : NUMBERS) {
            String value = values.get(name);
            if (value != null && !WHOLE_NUMBER.matcher(value).matches()) {
                throw unusableNumber(name);
            }
        }
    }

    private static InvalidValueException unusableNumber(String name) {
        return new InvalidValueException("has an invalid " + name, "write a whole number");
    }

    /** Includes the question mark; empty if no parameter is left. */
    String query() {
        return values.entrySet().stream()
                .map(entry -> PercentEncoding.encodeQuery(entry.getKey()) + "="
                        + PercentEncoding.encodeQuery(entry.getValue()))
                .collect(Collectors.collectingAndThen(
                        Collectors.joining("&"), query -> query.isEmpty() ? "" : "?" + query));
    }
}
