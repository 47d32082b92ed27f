package io.initmigrator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests that regular expressions in the packages that read scripts take linear time and constant stack. A reluctant quantifier, or one
 * nested in another, may search the rest of a script again from each position.
 */
class ScriptPatternsTest {

    private static final Path SOURCES = Path.of("src/main/java/io/initmigrator");

    private static final List<String> READERS = List.of("flyway", "lint", "schema/ScriptDirectives.java");

    private static final Pattern COMPILED = Pattern.compile("Pattern\\.compile\\(");
    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\\n]|\\\\.)*+)\"");

    record Expression(String file, String regex) {}

    static Stream<Expression> expressions() {
        return READERS.stream().flatMap(name -> in(SOURCES.resolve(name)));
    }

    private static Stream<Expression> in(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream()
                    .flatMap(file -> in(file, read(file)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Stream<Expression> in(Path file, String source) {
        return COMPILED.matcher(source)
                .results()
                .map(call -> source.substring(call.end(), source.indexOf(';', call.end())))
                .map(arguments -> LITERAL.matcher(arguments)
                        .results()
                        .map(literal -> literal.group(1).replace("\\\\", "\\"))
                        .collect(Collectors.joining()))
                .filter(regex -> !regex.isEmpty())
                .map(regex -> new Expression(SOURCES.relativize(file).toString(), regex));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void someAreFound() {
        assertThat(expressions()).hasSizeGreaterThan(10);
    }

    @ParameterizedTest
    @MethodSource("expressions")
    void expressionTakesLinearTime(Expression expression) {
        assertThat(isSuspicious(expression.regex())).as("%s", expression).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"copy.*?;", "(?:a+)+b", "^(?:\\s*--.*\\n)*", "(?:x|y{2,})*", "a+?b", "(\\s*a)*"})
    void harmfulExpressionIsFound(String regex) {
        assertThat(isSuspicious(regex)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"(?:[^']|'')*", "a*+b", "(?:a+)?", "\\*?", "[+*]?x", "(?:a+)*+"})
    void harmlessExpressionPasses(String regex) {
        assertThat(isSuspicious(regex)).isFalse();
    }

    /** Returns true for a reluctant quantifier, and for a nested one that is not possessive. */
    private static boolean isSuspicious(String regex) {
        String plain = regex.replaceAll("\\\\.", "x")
                .replaceAll("\\[\\^?]?[^\\]]*]", "c")
                .replaceAll("\\(\\?(?:<[a-z]+>|<?[=!:]|[a-z]+:)", "(");
        if (plain.matches(".*[*+}]\\?.*")) {
            return true;
        }
        Deque<Boolean> repeats = new ArrayDeque<>(List.of(false));
        Matcher token = Pattern.compile(
                        "\\(|\\)(?<group>[*+]|\\{\\d+,\\d*})?(?<possessive>\\+)?|(?:[*+]|\\{\\d+,\\d*})\\+?")
                .matcher(plain);
        while (token.find()) {
            if (token.group().equals("(")) {
                repeats.push(false);
            } else if (token.group().startsWith(")")) {
                boolean inner = repeats.pop();
                boolean repeated = token.group("group") != null;
                if (inner && repeated && token.group("possessive") == null) {
                    return true;
                }
                repeats.push(repeats.pop() || inner || repeated);
            } else {
                repeats.pop();
                repeats.push(true);
            }
        }
        return false;
    }
}
