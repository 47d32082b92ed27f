package io.initmigrator.schema;

import io.initmigrator.time.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The directives of a script: {@code name=value}, or a name alone, in comments before its first statement, such as
 * {@code -- init-migrator: compatible-from=12} or {@code -- init-migrator: after-rollout}, one or several on a line.
 */
public record ScriptDirectives(List<Comment> comments) {

    public static final String COMPATIBLE_FROM = "compatible-from";
    public static final String LOCK_TIMEOUT = "lock-timeout";
    public static final String STATEMENT_TIMEOUT = "statement-timeout";

    /** Without a value: the script runs once no pod of an older version is left. */
    public static final String AFTER_ROLLOUT = "after-rollout";

    /** Read by the linter, in every comment of the script. */
    private static final String IGNORE = "ignore";

    private static final String IGNORE_VALUE = IGNORE + "=";

    private static final List<String> WITH_VALUE = List.of(COMPATIBLE_FROM, LOCK_TIMEOUT, STATEMENT_TIMEOUT, IGNORE);

    public static final List<String> NAMES =
            List.of(COMPATIBLE_FROM, LOCK_TIMEOUT, STATEMENT_TIMEOUT, IGNORE, AFTER_ROLLOUT);

    public static final String VERSION_REMEDY = "write a version such as 12, or remove the comment";

    public static final String TIMEOUT_REMEDY =
            "write off, or a duration such as 500ms, 30s or 1h, or remove the comment";

    private static final Pattern COMMENT = Pattern.compile("--\\s*init-migrator:(.*)", Pattern.DOTALL);

    /** The byte order mark, and its three bytes if they were read as ISO 8859-1. */
    private static final Pattern MARK = Pattern.compile("^(?:\uFEFF|\u00EF\u00BB\u00BF)");

    /** Only the names that are not also English words. */
    private static final Pattern WITHOUT_VALUE = Pattern.compile(WITH_VALUE.stream()
            .filter(name -> !name.equals(IGNORE))
            .collect(Collectors.joining("|", "(?<![\\w-])(?:", ")(?![\\w-]|\\s*=\\s*\\S)")));

    private static final Pattern AFTER = Pattern.compile("(?<![\\w-])" + AFTER_ROLLOUT + "(?![\\w-]|\\s*=)");

    /** A comment of one word is meant as a directive, and so is every spelling of the one that has no value. */
    private static final Pattern MISSPELT = Pattern.compile(
            "^\\s*[^\\s=,]+\\s*$|^\\s*after\\s+rollout\\s*$|(?<![\\w-])after[_-]?roll[_-]?out(?![\\w-])",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern DECLARATION = Pattern.compile("(?<![^\\s=,])([^\\s=,]++)\\s*+=");

    public ScriptDirectives {
        comments = List.copyOf(comments);
    }

    /**
     * A comment addressed to init-migrator.
     *
     * @param line from 1
     * @param text after {@code init-migrator:}
     */
    public record Comment(int line, String text) {

        /** The first thing that is wrong with it: a name without a value, an unknown name, a value that cannot be read. */
        public Optional<Problem> problem() {
            if (WITHOUT_VALUE.matcher(text).find()) {
                return Optional.of(new Problem(
                        "has the directive \"" + text.strip() + "\" without a value",
                        "write name=value, as in lock-timeout=off, or remove the comment"));
            }
            return unknownName()
                    .map(name -> new Problem(
                            "has the unknown directive " + name,
                            "use one of " + String.join(", ", NAMES) + ", or remove the comment"))
                    .or(this::invalidValue);
        }

        private Optional<Problem> invalidValue() {
            ScriptDirectives alone = new ScriptDirectives(List.of(this));
            return Stream.of(LOCK_TIMEOUT, STATEMENT_TIMEOUT)
                    .flatMap(name -> alone
                            .find(name)
                            .filter(value -> timeout(value).isEmpty())
                            .map(value -> new Problem("declares " + name + "=" + value, TIMEOUT_REMEDY))
                            .stream())
                    .findFirst()
                    .or(() -> alone.find(COMPATIBLE_FROM)
                            .filter(value -> version(value).isEmpty())
                            .map(value -> new Problem("declares " + COMPATIBLE_FROM + "=" + value, VERSION_REMEDY)));
        }

        /** The first name that is not one of {@link #NAMES}, such as a misspelt one, or one that takes no value. */
        private Optional<String> unknownName() {
            return DECLARATION
                    .matcher(text)
                    .results()
                    .map(match -> match.group(1))
                    .filter(name -> !WITH_VALUE.contains(name))
                    .findFirst()
                    .or(this::misspeltName);
        }

        private Optional<String> misspeltName() {
            Matcher misspelt = MISSPELT.matcher(text);
            return !isAfterRollout() && misspelt.find()
                    ? Optional.of(misspelt.group().strip())
                    : Optional.empty();
        }

        private boolean isAfterRollout() {
            return AFTER.matcher(text).find();
        }

        /** Rules of the linter that it suppresses: {@code ignore=<rule>[,<rule>]}, with or without blanks after a comma. */
        public List<String> ignoredRules() {
            int ignore = text.indexOf(IGNORE_VALUE);
            if (ignore < 0 || (ignore > 0 && Character.isLetterOrDigit(text.charAt(ignore - 1)))) {
                return List.of();
            }
            return rules(text.substring(ignore + IGNORE_VALUE.length()));
        }

        private static List<String> rules(String list) {
            List<String> rules = new ArrayList<>();
            int at = 0;
            boolean isContinued = true;
            while (isContinued && at < list.length()) {
                int start = at;
                at = skip(list, at, Comment::isPartOfRule);
                if (at > start) {
                    rules.add(list.substring(start, at));
                }
                int separator = at;
                at = skip(list, at, c -> c == ',' || Character.isWhitespace(c));
                isContinued = list.substring(separator, at).contains(",");
            }
            return rules;
        }

        private static int skip(String text, int from, IntPredicate skipped) {
            int at = from;
            while (at < text.length() && skipped.test(text.charAt(at))) {
                at++;
            }
            return at;
        }

        private static boolean isPartOfRule(int c) {
            return Character.isLetterOrDigit(c) || c == '-' || c == '_';
        }
    }

    /** Reads a comment that begins with {@code --}; empty if it is not addressed to init-migrator. */
    public static Optional<Comment> comment(int line, String text) {
        Matcher comment = COMMENT.matcher(text);
        return comment.matches() ? Optional.of(new Comment(line, comment.group(1))) : Optional.empty();
    }

    /** Reads the lines up to the first that is neither empty nor a comment. */
    public static ScriptDirectives of(Stream<String> lines) {
        List<Comment> comments = new ArrayList<>();
        int number = 0;
        for (Iterator<String> each = lines.iterator(); each.hasNext(); ) {
            number++;
            String line = MARK.matcher(each.next()).replaceFirst("").strip();
            if (!line.isEmpty() && !line.startsWith("--")) {
                break;
            }
            comment(number, line).ifPresent(comments::add);
        }
        return new ScriptDirectives(comments);
    }

    /** The first value that is declared under {@code name}. */
    public Optional<String> find(String name) {
        if (comments.isEmpty()) {
            return Optional.empty();
        }
        Pattern declaration = Pattern.compile("(?<![\\w-])" + name + "\\s*=\\s*(\\S+)");
        return comments.stream()
                .flatMap(comment -> declaration.matcher(comment.text).results())
                .map(match -> match.group(1))
                .findFirst();
    }

    /** Returns whether the script is declared to run only when no pod of an older version is left. */
    public boolean isAfterRollout() {
        return comments.stream().anyMatch(Comment::isAfterRollout);
    }

    /** Parses a version; empty if it is none. */
    public static Optional<SchemaVersion> version(String value) {
        try {
            return Optional.of(new SchemaVersion(value));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Parses the value of a timeout: {@code off} or a duration; zero for none. Empty if it is neither. */
    public static Optional<Duration> timeout(String value) {
        return value.equals("off") ? Optional.of(Duration.ZERO) : Durations.parse(value);
    }
}
