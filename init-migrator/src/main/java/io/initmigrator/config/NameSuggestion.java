package io.initmigrator.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Suggests the known name with the smallest edit distance. */
final class NameSuggestion {

    private NameSuggestion() {}

    /**
     * Empty if more than a third of the word would have to change and no name contains all its words. A prefix that both have,
     * such as {@code MIGRATOR_}, does not count.
     */
    static Optional<String> of(String word, Collection<String> known) {
        return nearest(word, known).filter(name -> {
            int prefix = word.indexOf('_') + 1;
            int shared = name.startsWith(word.substring(0, prefix)) ? prefix : 0;
            int length = Math.max(word.length(), name.length()) - shared;
            return holds(name, word) || distance(word, name) * 3 <= length;
        });
    }

    /**
     * The nearest name at any distance. One that contains all its words, as {@code A_LONG_NAME} those of {@code A_NAME}, is
     * nearest.
     */
    static Optional<String> nearest(String word, Collection<String> known) {
        return known.stream()
                .min(Comparator.comparing((String name) -> !holds(name, word))
                        .thenComparingInt(name -> distance(word, name))
                        .thenComparing(Comparator.naturalOrder()));
    }

    private static boolean holds(String name, String word) {
        return List.of(name.split("_", -1)).containsAll(List.of(word.split("_", -1)));
    }

    /** Levenshtein distance: the number of letters to insert, delete or replace. */
    static int distance(String from, String to) {
        int[] previous = new int[to.length() + 1];
        for (int column = 0; column <= to.length(); column++) {
            previous[column] = column;
        }
        for (int row = 1; row <= from.length(); row++) {
            int[] current = new int[to.length() + 1];
            current[0] = row;
            for (int column = 1; column <= to.length(); column++) {
                int replaced = previous[column - 1] + (from.charAt(row - 1) == to.charAt(column - 1) ? 0 : 1);
                current[column] = Math.min(replaced, Math.min(previous[column], current[column - 1]) + 1);
            }
            previous = current;
        }
        return previous[to.length()];
    }
}
