package io.initmigrator.schema;

/** Truncates text whose length others decide: a server's message, an annotation. */
public final class BoundedText {

    private static final String END = "…";

    private BoundedText() {}

    /** Truncates to {@code longest} characters and an ellipsis without splitting a surrogate pair. */
    public static String of(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
        return text.substring(0, end) + END;
    }
}
