package io.initmigrator.flyway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.flywaydb.core.api.MigrationInfo;

/** The names of the indexes that a script creates, as far as it names them. One made of a placeholder is none. */
final class CreatedIndexes {

    private static final Pattern COMMENT = Pattern.compile("--[^\n]*|(?s:/\\*.*?\\*/)");
    private static final Pattern CREATE = Pattern.compile(
            "\\bcreate\\s+(?:unique\\s+)?index\\s+(?:concurrently\\s+)?+(?:if\\s+not\\s+exists\\s+)?+"
                    + "(?!on\\b)(\"(?:[^\"]|\"\")+\"|[\\p{L}_][\\p{L}\\d_$]*+)(?!\\{)",
            Pattern.CASE_INSENSITIVE);

    private CreatedIndexes() {}

    static List<String> of(MigrationInfo script) {
        Path file = Path.of(script.getPhysicalLocation());
        if (!Files.isRegularFile(file)) {
            return List.of();
        }
        try {
            return in(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> in(String sql) {
        return CREATE.matcher(COMMENT.matcher(sql).replaceAll(" "))
                .results()
                .map(match -> name(match.group(1)))
                .distinct()
                .toList();
    }

    /** As the catalogue has it. */
    private static String name(String written) {
        return written.startsWith("\"")
                ? written.substring(1, written.length() - 1).replace("\"\"", "\"")
                : written.toLowerCase(Locale.ROOT);
    }
}
