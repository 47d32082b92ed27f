package io.initmigrator.lint.analysis;

import java.util.Locale;
import java.util.Set;

/** Names of time zones. */
final class TimeZones {

    /** As in the time zone database, in lower case. */
    private static final Set<String> UTC = Set.of(
            "utc", "uct", "gmt", "gmt0", "gmt+0", "gmt-0", "zulu", "universal", "greenwich", "+00", "+00:00", "0");

    private TimeZones() {}

    /** Returns whether {@code zone} is always at UTC, so that PostgreSQL rewrites no {@code timestamp} for {@code timestamptz}. */
    static boolean isUtc(String zone) {
        String name = zone.toLowerCase(Locale.ROOT);
        return UTC.contains(name.startsWith("etc/") ? name.substring("etc/".length()) : name);
    }
}
