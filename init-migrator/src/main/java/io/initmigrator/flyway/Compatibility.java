package io.initmigrator.flyway;

import io.initmigrator.schema.SchemaVersion;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flywaydb.core.api.MigrationInfo;

/**
 * Reads what scripts declare in the comments at their head: {@code -- init-migrator: compatible-from=12}, that is, bundles from
 * version 12 on may go on running beside it.
 */
final class Compatibility {

    private static final Pattern DECLARATION =
            Pattern.compile("--\\s*init-migrator:\\s*compatible-from\\s*=\\s*(\\S+)\\s*");

    private Compatibility() {}

    /** @throws IllegalArgumentException where a script declares something that is no version; names the script */
    static Map<SchemaVersion, SchemaVersion> declaredBy(List<MigrationInfo> scripts) {
        Map<SchemaVersion, SchemaVersion> declared = new HashMap<>();
        for (MigrationInfo script : scripts) {
            if (script.isVersioned()) {
                declaredIn(Path.of(script.getPhysicalLocation()))
                        .map(text -> version(text, script))
                        .ifPresent(from -> declared.put(
                                new SchemaVersion(script.getVersion().getVersion()), from));
            }
        }
        return declared;
    }

    private static SchemaVersion version(String text, MigrationInfo script) {
        try {
            return new SchemaVersion(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    script.getScript() + " declares compatible-from=" + text + ": " + e.getMessage(), e);
        }
    }

    private static Optional<String> declaredIn(Path file) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        // Whatever the encoding, the declaration itself is ASCII.
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            return reader.lines()
                    .map(String::strip)
                    .takeWhile(line -> line.isEmpty() || line.startsWith("--"))
                    .map(DECLARATION::matcher)
                    .filter(Matcher::matches)
                    .map(match -> match.group(1))
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
