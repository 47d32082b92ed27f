package io.initmigrator.postgres;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.postgresql.PGProperty;

/** Detects whether the driver would send the password in clear text to an unverified server that requests it. */
final class PasswordExposure {

    private static final Set<String> ENCRYPTED = Set.of("require", "verify-ca", "verify-full");

    private PasswordExposure() {}

    /**
     * The {@code sslmode} that exposes it; empty if it is safe.
     *
     * @param url parameters of the URL
     * @param others other driver properties
     */
    static Optional<String> of(Properties url, Map<String, String> others) {
        boolean isRemote = Arrays.stream(value(PGProperty.PG_HOST, url, others).split(",", -1))
                .anyMatch(host -> !ConnectionFactory.isLoopback(host.strip()));
        String mode = value(PGProperty.SSL_MODE, url, others).toLowerCase(Locale.ROOT);
        boolean isEncrypted = ENCRYPTED.contains(mode) || (mode.isEmpty() && isSet(PGProperty.SSL, url, others));
        boolean isRefused = refusesClearText(value(PGProperty.REQUIRE_AUTH, url, others))
                || value(PGProperty.CHANNEL_BINDING, url, others).equalsIgnoreCase("require");
        return isRemote && !isEncrypted && !isRefused ? Optional.of(mode.isEmpty() ? "unset" : mode) : Optional.empty();
    }

    private static boolean refusesClearText(String methods) {
        Set<String> listed = Set.of(methods.toLowerCase(Locale.ROOT).split("\\s*,\\s*", -1));
        return methods.contains("!")
                ? listed.contains("!password")
                : !methods.isEmpty() && !listed.contains("password");
    }

    private static boolean isSet(PGProperty property, Properties url, Map<String, String> others) {
        String value = url.getProperty(property.getName(), others.get(property.getName()));
        return value != null && !value.equalsIgnoreCase("false");
    }

    private static String value(PGProperty property, Properties url, Map<String, String> others) {
        return url.getProperty(property.getName(), others.getOrDefault(property.getName(), ""));
    }
}
