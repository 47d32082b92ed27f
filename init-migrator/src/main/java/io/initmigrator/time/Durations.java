package io.initmigrator.time;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Parses, formats and compares durations; the grammar of settings and of script directives: {@code 500ms}, {@code 15s}, {@code 1m30s}, {@code 1h}, and {@code 0}. */
public final class Durations {

    private static final Pattern PART = Pattern.compile("(\\d{1,10})(ms|s|m|h)");
    private static final Pattern WHOLE = Pattern.compile("(\\d{1,10}(ms|s|m|h))+");

    /** Limit of PostgreSQL's timeouts: 32 bits of milliseconds, about 24 days. */
    private static final Duration MAX = Duration.ofMillis(Integer.MAX_VALUE);

    private Durations() {}

    /** Returns empty if the text is not a duration, or a longer one than 24 days. */
    public static Optional<Duration> parse(String text) {
        if (text.equals("0")) {
            return Optional.of(Duration.ZERO);
        }
        if (!WHOLE.matcher(text).matches()) {
            return Optional.empty();
        }
        Duration sum = PART.matcher(text).results().map(Durations::part).reduce(Duration.ZERO, Duration::plus);
        return sum.compareTo(MAX) <= 0 ? Optional.of(sum) : Optional.empty();
    }

    /** Returns the shortest text from which {@link #parse} reads the duration. */
    public static String format(Duration duration) {
        long millis = duration.toMillis();
        if (millis == 0) {
            return "0";
        }
        if (millis % 1000 != 0) {
            return millis + "ms";
        }
        long seconds = millis / 1000;
        if (seconds % 3600 == 0) {
            return seconds / 3600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }

    public static Duration min(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    public static Duration max(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private static Duration part(MatchResult match) {
        long count = Long.parseLong(match.group(1));
        return switch (match.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            default -> Duration.ofHours(count);
        };
    }
}
