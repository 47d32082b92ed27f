package io.initmigrator.flyway;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.flywaydb.core.api.MigrationInfo;

/**
 * What a script declares in the comments at its head: {@code -- init-migrator: compatible-from=12}, one declaration or several
 * on a line.
 *
 * @param script its name
 * @param comments those that are meant for init-migrator
 */
record ScriptHeader(String script, List<Comment> comments) {

    /** The last one is for the linter. */
    static final List<String> NAMES = List.of("compatible-from", "lock-timeout", "statement-timeout", "ignore");

    private static final Pattern COMMENT = Pattern.compile("--\\s*init-migrator:(.*)");

    /** That of UTF-8, read byte by byte; Flyway drops it. */
    private static final String BYTE_ORDER_MARK = "\u00EF\u00BB\u00BF";

    /** {@code ignore} is a word like others. */
    private static final Pattern WITHOUT_VALUE = Pattern.compile(NAMES.stream()
            .filter(name -> !"ignore".equals(name))
            .collect(Collectors.joining("|", "(?<![\\w-])(?:", ")(?![\\w-]|\\s*=\\s*\\S)")));

    private static final Pattern DECLARATION = Pattern.compile("([^\\s=,]+)\\s*=");

    /**
     * One of init-migrator's comments.
     *
     * @param text without what introduces it
     */
    record Comment(int line, String text) {}

    static ScriptHeader of(MigrationInfo script) {
        return new ScriptHeader(script.getScript(), commentsOf(Path.of(script.getPhysicalLocation())));
    }

    /** The first one that is declared under this name. */
    Optional<String> find(String name) {
        if (comments.isEmpty()) {
            return Optional.empty();
        }
        Pattern declaration = Pattern.compile("(?<![\\w-])" + name + "\\s*=\\s*(\\S+)");
        return comments.stream()
                .flatMap(comment -> declaration.matcher(comment.text).results())
                .map(match -> match.group(1))
                .findFirst();
    }

    /**
     * @throws InvalidScriptException where something is declared under a name that means nothing, such as a misspelt one, or a name has
     *     no value
     */
    void requireDeclarations() {
        for (Comment comment : comments) {
            if (WITHOUT_VALUE.matcher(comment.text).find()) {
                throw InvalidScriptException.declaresNothing(this, comment);
            }
            DECLARATION
                    .matcher(comment.text)
                    .results()
                    .map(match -> match.group(1))
                    .filter(name -> !NAMES.contains(name))
                    .findFirst()
                    .ifPresent(name -> {
                        throw InvalidScriptException.declares(this, comment, name);
                    });
        }
    }

    private static List<Comment> commentsOf(Path file) {
        if (!Files.isRegularFile(file)) {
            return List.of();
        }
        // Whatever the encoding, the declaration itself is ASCII.
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            List<Comment> comments = new ArrayList<>();
            int line = 1;
            for (String text = reader.readLine();
                    text != null && isComment(withoutMark(text));
                    text = reader.readLine(), line++) {
                Matcher comment = COMMENT.matcher(withoutMark(text));
                if (comment.matches()) {
                    comments.add(new Comment(line, comment.group(1)));
                }
            }
            return comments;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String withoutMark(String line) {
        return (line.startsWith(BYTE_ORDER_MARK) ? line.substring(BYTE_ORDER_MARK.length()) : line).strip();
    }

    private static boolean isComment(String line) {
        return line.isEmpty() || line.startsWith("--");
    }
}
