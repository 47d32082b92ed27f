package io.initmigrator.lint.analysis;

import java.util.Locale;

/**
 * The size of a table at the last VACUUM or ANALYZE.
 *
 * @param rows -1 if it is not known
 */
public record TableSize(long rows, long bytes) {

    private static final long MANY_ROWS = 1_000_000;
    private static final long SHOWN_FROM = 10_000;
    private static final String[] UNITS = {"kB", "MB", "GB", "TB"};

    /** The size of both. */
    TableSize plus(TableSize other) {
        return new TableSize(Math.max(0, rows) + Math.max(0, other.rows), bytes + other.bytes);
    }

    /** Returns whether to write all rows takes minutes. */
    public boolean isLarge() {
        return rows >= MANY_ROWS;
    }

    /** Returns whether it is large enough to be mentioned. */
    public boolean isNoticeable() {
        return rows >= SHOWN_FROM;
    }

    /** For display: {@code 12 million rows, 4 GB}. */
    @Override
    public String toString() {
        String count = rows >= MANY_ROWS ? rounded(rows / 1e6) + " million" : rounded(rows / 1e3) + " thousand";
        double size = bytes / 1024.0;
        int unit = 0;
        while (size >= 1024 && unit < UNITS.length - 1) {
            size /= 1024;
            unit++;
        }
        return count + " rows, " + rounded(size) + " " + UNITS[unit];
    }

    private static String rounded(double value) {
        return value < 10
                ? String.format(Locale.ROOT, "%.1f", value).replace(".0", "")
                : String.valueOf(Math.round(value));
    }
}
