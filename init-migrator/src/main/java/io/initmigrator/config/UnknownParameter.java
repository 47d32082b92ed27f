package io.initmigrator.config;

import io.initmigrator.postgres.PostgresSettings;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Refuses an unknown parameter of a database URL: most likely a typo, which would silently leave a default in effect. */
final class UnknownParameter {

    private UnknownParameter() {}

    /** For a URL with parameters of the driver. */
    static InvalidValueException ofDriver(String name) {
        Map<String, String> candidates = new TreeMap<>();
        for (String libpq : LibpqParameters.names()) {
            LibpqParameters.driversName(libpq).ifPresent(driver -> candidates.put(simplified(libpq), driver));
        }
        PostgresSettings.parameters().forEach(known -> candidates.put(simplified(known), known));
        return refusal(name, candidates, "a parameter of PostgreSQL's JDBC driver");
    }

    /** For a URL with parameters of libpq or the driver. */
    static InvalidValueException ofLibpq(String name) {
        Map<String, String> candidates = new TreeMap<>();
        PostgresSettings.parameters().forEach(known -> candidates.put(simplified(known), known));
        LibpqParameters.names().forEach(known -> candidates.put(simplified(known), known));
        return refusal(name, candidates, "a parameter of libpq");
    }

    /** Shows the name only if it resembles a known one: it may be part of a password that contains {@code ?}. */
    private static InvalidValueException refusal(String name, Map<String, String> candidates, String kind) {
        String word = simplified(name);
        Optional<String> near = NameSuggestion.of(word, candidates.keySet()).map(candidates::get);
        if (near.isPresent()) {
            return new InvalidValueException("has the unknown parameter \"" + name + "\"", "write " + near.get());
        }
        String nearest = NameSuggestion.nearest(word, candidates.keySet())
                .map(candidates::get)
                .orElseThrow();
        return new InvalidValueException(
                "has an unknown parameter", "remove it, or write " + kind + "; the nearest is " + nearest);
    }

    /** Normalizes variants such as {@code ssl_mode}, {@code SSLMODE} and {@code sslMode}. */
    private static String simplified(String name) {
        return name.replace("_", "").replace("-", "").toLowerCase(Locale.ROOT);
    }
}
