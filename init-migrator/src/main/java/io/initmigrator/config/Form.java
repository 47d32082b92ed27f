package io.initmigrator.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The form that a value must have.
 *
 * @param expected what to write, for the message
 * @param parse empty where the text does not have this form
 */
record Form<T>(String expected, Function<String, Optional<T>> parse) {

    static final Form<String> TEXT = new Form<>("any text", Optional::of);
    static final Form<Boolean> FLAG = new Form<>("true or false", Form::flag);
    static final Form<Duration> DURATION =
            new Form<>("a duration such as 500ms, 15s, 10m or 1h, and at most 24 days", Durations::parse);
    static final Form<Duration> POSITIVE_DURATION = new Form<>(
            "a duration above zero such as 500ms, 15s, 10m or 1h, and at most 24 days",
            text -> Durations.parse(text).filter(Duration::isPositive));
    static final Form<Integer> PORT = new Form<>("a port number from 1 to 65535", Form::port);
    static final Form<Path> PATH = new Form<>("the path of a file", Form::path);

    /** A Kubernetes object's name (RFC 1123 subdomain). */
    static final Form<String> OBJECT_NAME = matching(
            "a Kubernetes name: at most 253 lower-case letters, digits, '-' and '.', with a letter or digit at both ends",
            "(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

    /** The value of a Kubernetes label. */
    static final Form<String> LABEL = matching(
            "the value of a label: at most 63 letters, digits, '-', '_' and '.', with a letter or digit at both ends",
            "(?=.{1,63}$)[A-Za-z0-9]([-_.A-Za-z0-9]*[A-Za-z0-9])?");

    /** A Kubernetes namespace (RFC 1123 label). */
    static final Form<String> NAMESPACE = matching(
            "a Kubernetes namespace: at most 63 lower-case letters, digits and '-', with a letter or digit at both ends",
            "(?=.{1,63}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?");

    /** One of the enum's constants, in lower case. */
    static <E extends Enum<E>> Form<E> oneOf(Class<E> type) {
        E[] constants = type.getEnumConstants();
        String names = Arrays.stream(constants).map(Form::nameOf).collect(Collectors.joining(", "));
        return new Form<>(
                "one of " + names,
                text -> Arrays.stream(constants)
                        .filter(constant -> nameOf(constant).equalsIgnoreCase(text))
                        .findFirst());
    }

    Form<Optional<T>> optional() {
        return map(Optional::of);
    }

    private <R> Form<R> map(Function<T, R> change) {
        return new Form<>(expected, text -> parse.apply(text).map(change));
    }

    static String nameOf(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static Form<String> matching(String expected, String regex) {
        Pattern pattern = Pattern.compile(regex);
        return new Form<>(
                expected,
                text -> Optional.of(text).filter(it -> pattern.matcher(it).matches()));
    }

    private static Optional<Boolean> flag(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    private static Optional<Integer> port(String text) {
        if (!text.matches("\\d{1,5}")) {
            return Optional.empty();
        }
        int port = Integer.parseInt(text);
        return port >= 1 && port <= 65535 ? Optional.of(port) : Optional.empty();
    }

    private static Optional<Path> path(String text) {
        try {
            return Optional.of(Path.of(text));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
