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

    @Override
    public int compareTo(SchemaVersion other) {
        List<BigInteger> mine = parts();
        List<BigInteger> theirs = other.parts();
        for (int i = 0; i < Math.max(mine.size(), theirs.size()); i++) {
            int order = partAt(mine, i).compareTo(partAt(theirs, i));
            if (order != 0) {
                return order;
            }
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

    private static BigInteger partAt(List<BigInteger> parts, int index) {
        return index < parts.size() ? parts.get(index) : BigInteger.ZERO;
    }
}
