package io.initmigrator.flyway;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flywaydb.core.api.MigrationInfo;

/**
 * What a script declares in the comments at its head: {@code -- init-migrator: compatible-from=12}, one declaration or several
 * on a line.
 *
 * @param script its name
 * @param lines of init-migrator's comments, without what introduces them
 */
record ScriptHead(String script, List<String> lines) {

    private static final Pattern COMMENT = Pattern.compile("--\\s*init-migrator:(.*)");

    static ScriptHead of(MigrationInfo script) {
        return new ScriptHead(script.getScript(), linesOf(Path.of(script.getPhysicalLocation())));
    }

    /** The first one that is declared under this name. */
    Optional<String> find(String name) {
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        Pattern declaration = Pattern.compile("(?<![\\w-])" + name + "\\s*=\\s*(\\S+)");
        return lines.stream()
                .flatMap(line -> declaration.matcher(line).results())
                .map(match -> match.group(1))
                .findFirst();
    }

    private static List<String> linesOf(Path file) {
        if (!Files.isRegularFile(file)) {
            return List.of();
        }
        // Whatever the encoding, the declaration itself is ASCII.
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            return reader.lines()
                    .map(String::strip)
                    .takeWhile(line -> line.isEmpty() || line.startsWith("--"))
                    .map(COMMENT::matcher)
                    .filter(Matcher::matches)
                    .map(Matcher::toMatchResult)
                    .map((MatchResult match) -> match.group(1))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
