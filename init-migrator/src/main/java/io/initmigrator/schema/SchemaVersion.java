package io.initmigrator.schema;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A schema version as Flyway writes it in its history: numbers separated by dots (an underscore in a file name is a dot).
 * Ordered numerically, missing parts counting as zero, so that {@code 1.10} comes after {@code 1.9} and equals {@code 1.10.0}.
 */
public record SchemaVersion(String text) implements Comparable<SchemaVersion> {

    private static final Pattern SHAPE = Pattern.compile("\\d+([._]\\d+)*");

    public SchemaVersion {
        if (!SHAPE.matcher(text).matches()) {
            throw new IllegalArgumentException("\"" + text
                    + "\" is not a schema version: write numbers separated by dots, such as 12 or 2026.11.1");
        }
        text = text.replace('_', '.');
    }

    /** Makes no objects: a sort compares often. */
    @Override
    public int compareTo(SchemaVersion other) {
        int mine = 0;
        int theirs = 0;
        while (mine < text.length() || theirs < other.text.length()) {
            int myEnd = endOfPart(text, mine);
            int theirEnd = endOfPart(other.text, theirs);
            mine = withoutZeros(text, mine, myEnd);
            theirs = withoutZeros(other.text, theirs, theirEnd);
            int length = Integer.compare(myEnd - mine, theirEnd - theirs);
            for (int i = 0; length == 0 && mine + i < myEnd; i++) {
                int order = Character.compare(text.charAt(mine + i), other.text.charAt(theirs + i));
                if (order != 0) {
                    return order;
                }
            }
            if (length != 0) {
                return length;
            }
            mine = myEnd + 1;
            theirs = theirEnd + 1;
        }
        return 0;
    }

    /** Equal by number, as Flyway compares them: {@code 1.0} is {@code 1}. */
    @Override
    public boolean equals(Object other) {
        return other instanceof SchemaVersion that && compareTo(that) == 0;
    }

    @Override
    public int hashCode() {
        List<BigInteger> significant = parts();
        int length = significant.size();
        while (length > 1 && significant.get(length - 1).signum() == 0) {
            length--;
        }
        return significant.subList(0, length).hashCode();
    }

    @Override
    public String toString() {
        return text;
    }

    private List<BigInteger> parts() {
        return Arrays.stream(text.split("\\.")).map(BigInteger::new).toList();
    }

    private static int endOfPart(String text, int from) {
        int dot = text.indexOf('.', from);
        return dot < 0 ? Math.max(from, text.length()) : dot;
    }

    private static int withoutZeros(String text, int from, int end) {
        int at = from;
        while (at < end && text.charAt(at) == '0') {
            at++;
        }
        return at;
    }
}
