package io.initmigrator.lint.analysis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;

/** PostgreSQL's own functions, as far as defaults call them. */
final class BuiltinFunctions {

    /** From {@code pg_proc} of PostgreSQL 15 to 18: those that have no volatile variant. */
    private static final Set<String> STABLE = read("stable-functions.txt");

    private BuiltinFunctions() {}

    /** Returns whether it is evaluated once for all rows of a new column. */
    static boolean isStable(String function) {
        return STABLE.contains(function);
    }

    private static Set<String> read(String resource) {
        try (InputStream in = Objects.requireNonNull(BuiltinFunctions.class.getResourceAsStream(resource))) {
            return Set.copyOf(new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + resource + " of init-migrator itself", e);
        }
    }
}
