package io.initmigrator.config;

import io.initmigrator.time.Durations;
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
 * Parser of a value, with a description of its format.
 *
 * @param expected description of a valid value, for the message
 * @param parse empty if the text is invalid
 */
record ValueParser<T>(String expected, Function<String, Optional<T>> parse) {

    static final ValueParser<String> TEXT = new ValueParser<>("any text", Optional::of);
    static final ValueParser<Boolean> FLAG = new ValueParser<>("true or false", ValueParser::flag);
    static final ValueParser<Duration> DURATION =
            new ValueParser<>("a duration such as 500ms, 15s, 10m or 1h, and at most 24 days", Durations::parse);
    static final ValueParser<Duration> POSITIVE_DURATION = new ValueParser<>(
            "a duration above zero such as 500ms, 15s, 10m or 1h, and at most 24 days",
            text -> Durations.parse(text).filter(Duration::isPositive));
    static final ValueParser<Integer> PORT = new ValueParser<>("a port number from 1 to 65535", ValueParser::port);
    static final ValueParser<Path> PATH = new ValueParser<>("the path of a file", ValueParser::path);

    /** A Kubernetes object's name (RFC 1123 subdomain). */
    static final ValueParser<String> OBJECT_NAME = matching(
            "a Kubernetes name: at most 253 lower-case letters, digits, '-' and '.', with a letter or digit at both ends",
            "(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

    /** Kind and name of a workload. */
    static final ValueParser<String> WORKLOAD = matching(
            "deployment/NAME, statefulset/NAME or rollout/NAME",
            "(?:deployment|statefulset|rollout)/[a-z0-9](?:[-.a-z0-9]{0,251}[a-z0-9])?");

    /** The value of a Kubernetes label. */
    static final ValueParser<String> LABEL = matching(
            "the value of a label: at most 63 letters, digits, '-', '_' and '.', with a letter or digit at both ends",
            "(?=.{1,63}$)[A-Za-z0-9]([-_.A-Za-z0-9]*[A-Za-z0-9])?");

    /** A Kubernetes namespace (RFC 1123 label). */
    static final ValueParser<String> NAMESPACE = matching(
            "a Kubernetes namespace: at most 63 lower-case letters, digits and '-', with a letter or digit at both ends",
            "(?=.{1,63}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?");

    /** One of the enum's constants, in lower case. */
    static <E extends Enum<E>> ValueParser<E> oneOf(Class<E> type) {
        E[] constants = type.getEnumConstants();
        String names = Arrays.stream(constants).map(ValueParser::nameOf).collect(Collectors.joining(", "));
        return new ValueParser<>(
                "one of " + names,
                text -> Arrays.stream(constants)
                        .filter(constant -> nameOf(constant).equalsIgnoreCase(text))
                        .findFirst());
    }

    ValueParser<Optional<T>> optional() {
        return map(Optional::of);
    }

    private <R> ValueParser<R> map(Function<T, R> change) {
        return new ValueParser<>(expected, text -> parse.apply(text).map(change));
    }

    static String nameOf(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static ValueParser<String> matching(String expected, String regex) {
        Pattern pattern = Pattern.compile(regex);
        return new ValueParser<>(
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
