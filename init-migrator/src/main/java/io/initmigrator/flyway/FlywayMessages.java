package io.initmigrator.flyway;

import java.util.stream.Collectors;

/** Flyway's messages without its advice, which speaks of options that are not ours. */
final class FlywayMessages {

    private FlywayMessages() {}

    /** {@code Migration checksum mismatch for migration version 2, applied to database: 123, resolved locally: 456}. */
    static String fact(String message) {
        return message.lines()
                .map(String::strip)
                .filter(line -> !isAdvice(line))
                .collect(Collectors.joining(" "))
                .replaceAll("\\s+", " ")
                .replaceAll("See https?://\\S+ for more information\\. ", "")
                .strip()
                .replaceFirst("(?<=\\w)\\.$", "");
    }

    private static boolean isAdvice(String line) {
        return line.isEmpty()
                || line.startsWith("Either revert")
                || line.startsWith("If you removed")
                || line.startsWith("To ignore")
                || line.startsWith("To fix")
                || line.startsWith("Please remove")
                || line.startsWith("Need more flexibility")
                || line.startsWith("Run migrate");
    }
}
