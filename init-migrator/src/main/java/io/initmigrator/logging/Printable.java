package io.initmigrator.logging;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Text as it may be shown to a person or be a part of a log. What others wrote (servers, scripts, whoever may edit the Lease) can hold
 * characters that steer a terminal, hide or reorder what is shown, or begin a line that looks like one of ours: these are shown as
 * escapes, <code>\\u001b</code>.
 *
 * <p>Harmful are the control characters (also of C1, from U+0080), line and paragraph separators, halves of surrogate pairs and the
 * invisible format characters, among them those that change the direction of writing.
 */
public final class Printable {

    private Printable() {}

    /** As one line. */
    public static String line(String text) {
        return escaped(text, null);
    }

    /** With its line feeds, each followed by {@code indent}, so that no line but the first begins where ours do. */
    public static String lines(String text, String indent) {
        return escaped(text, "\n" + indent);
    }

    /** JSON that is well-formed stays so: such characters stand in its strings only. Its line feeds stay. */
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

    /** All that most texts hold, without a look into Unicode's tables. */
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
