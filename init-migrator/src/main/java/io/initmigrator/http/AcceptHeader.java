package io.initmigrator.http;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A parsed {@code Accept} header (RFC 9110, section 12.5.1); accepts anything if absent. */
public final class AcceptHeader {

    /** Further ranges are ignored. */
    private static final int MAX_RANGES = 20;

    private final List<Range> ranges;

    private AcceptHeader(List<Range> ranges) {
        this.ranges = ranges;
    }

    /** Parses the header, which is null if absent. */
    public static AcceptHeader parse(@Nullable String header) {
        if (header == null || header.isBlank()) {
            return new AcceptHeader(List.of(Range.ANY));
        }
        return new AcceptHeader(Arrays.stream(header.split(",", MAX_RANGES + 1))
                .limit(MAX_RANGES)
                .map(Range::parse)
                .toList());
    }

    /** The preferred type; of equal ones the one that is named, or else the first. */
    public String best(String first, String second) {
        return rangeOf(second).compareTo(rangeOf(first)) > 0 ? second : first;
    }

    /** The most specific matching range decides. */
    private Range rangeOf(String type) {
        String[] parts = type.split("/", 2);
        return ranges.stream()
                .filter(range -> range.holds(parts[0], parts[1]))
                .max(Comparator.comparingInt(Range::specificity))
                .orElse(Range.NONE);
    }

    private record Range(String type, String subtype, double quality) implements Comparable<Range> {

        static final Range ANY = new Range("*", "*", 1);
        static final Range NONE = new Range("", "", 0);
        private static final Comparator<Range> BY_LIKING =
                Comparator.comparingDouble(Range::quality).thenComparingInt(Range::specificity);

        static Range parse(String text) {
            List<String> parts = Arrays.stream(text.toLowerCase(Locale.ROOT).split(";", -1))
                    .map(String::strip)
                    .toList();
            String[] type = parts.getFirst().split("/", 2);
            double quality = parts.stream()
                    .filter(part -> part.matches("q=[01](\\.\\d{0,3})?"))
                    .findFirst()
                    .map(part -> Double.parseDouble(part.substring(2)))
                    .orElse(1.0);
            return new Range(type[0], type.length > 1 ? type[1] : "", quality);
        }

        boolean holds(String candidate, String candidateSubtype) {
            return (type.equals("*") || Objects.equals(type, candidate))
                    && (subtype.equals("*") || Objects.equals(subtype, candidateSubtype));
        }

        @Override
        public int compareTo(Range other) {
            return BY_LIKING.compare(this, other);
        }

        int specificity() {
            return type.equals("*") ? 0 : subtype.equals("*") ? 1 : 2;
        }
    }
}
