package io.initmigrator.schema;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Makes text safe for terminals and logs. Text from servers, scripts and Lease annotations can contain characters that control
 * a terminal, hide or reorder text, or start a forged log line: these are replaced by escapes, <code>\\u001b</code>.
 *
 * <p>Escaped are control characters (C1 included, from U+0080), line and paragraph separators, unpaired surrogates and invisible
 * format characters, such as those that change the text direction.
 */
public final class Printable {

    private Printable() {}

    /** As one line. */
    public static String line(String text) {
        return escaped(text, null);
    }

    /** Keeps line feeds, each followed by {@code indent}, so that only the first line starts at the left margin. */
    public static String lines(String text, String indent) {
        return escaped(text, "\n" + indent);
    }

    /** Keeps JSON well-formed, because such characters occur in its strings only. Keeps line feeds. */
    public static String json(String text) {
        return escaped(text, "\n");
    }

    private static String escaped(String text, @Nullable String lineFeed) {
        int first = 0;
        while (first < text.length() && isPlain(text.charAt(first))) {
            first++;
        }
        return first == text.length() ? text : escapedFrom(first, text, lineFeed);
    }

    private static String escapedFrom(int first, String text, @Nullable String lineFeed) {
        StringBuilder escaped = new StringBuilder(text.length() + 16).append(text, 0, first);
        int codePoint;
        for (int i = first; i < text.length(); i += Character.charCount(codePoint)) {
            codePoint = text.codePointAt(i);
            if (codePoint == '\n' && lineFeed != null) {
                escaped.append(lineFeed);
            } else if (isHarmful(codePoint)) {
                appendEscape(escaped, codePoint);
            } else {
                escaped.appendCodePoint(codePoint);
            }
        }
        return escaped.toString();
    }

    /** Fast path without Unicode tables. */
    private static boolean isPlain(char c) {
        return c >= ' ' && c < 0x7f;
    }

    private static boolean isHarmful(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> false;
        };
    }

    private static void appendEscape(StringBuilder escaped, int codePoint) {
        switch (codePoint) {
            case '\n' -> escaped.append("\\n");
            case '\r' -> escaped.append("\\r");
            case '\t' -> escaped.append("\\t");
            default -> {
                for (char unit : Character.toChars(codePoint)) {
                    escaped.append("\\u").append(HexFormat.of().toHexDigits(unit));
                }
            }
        }
    }
}
