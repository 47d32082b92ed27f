package io.initmigrator.postgres;

import io.initmigrator.schema.SchemaVersion;
import io.initmigrator.schema.Standing;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A receipt and what the history says beside it.
 *
 * @param version as recorded
 * @param bundleVersion highest version of the bundle itself; empty for none
 * @param changed whether what was verified of the history is no longer what is there
 * @param failed rows that say that a script failed
 * @param takenAway rows after those that take something away
 * @param later rows after those
 * @param ahead whether the history was beyond the bundle already when it was verified
 * @param versions where something is beyond the bundle: all versions of the history, separated by spaces
 * @param laterVersions those of them that came after those rows, whatever their number
 * @param compatibleFrom where something is beyond the bundle: what all receipts declare, {@code 14=12} separated by spaces
 */
record ReceiptRow(
        String version,
        String bundleVersion,
        boolean changed,
        int failed,
        int takenAway,
        int later,
        boolean ahead,
        String versions,
        String laterVersions,
        String compatibleFrom) {

    Standing standing() {
        if (failed > 0) {
            return new Standing.Unverified("a failed migration is recorded");
        }
        if (changed) {
            return new Standing.Unverified("the history is not the one that was verified");
        }
        if (takenAway > 0) {
            return new Standing.Unverified("migrations were undone or deleted since");
        }
        return later > 0 || ahead ? standingAhead() : new Standing.Current(version);
    }

    private Standing standingAhead() {
        List<SchemaVersion> recorded =
                words(versions).stream().map(SchemaVersion::new).toList();
        String highest = recorded.stream()
                .max(Comparator.naturalOrder())
                .map(SchemaVersion::text)
                .orElse(version);
        Set<SchemaVersion> later =
                words(laterVersions).stream().map(SchemaVersion::new).collect(Collectors.toSet());
        return new Standing.Ahead(
                highest, recorded.stream().allMatch(it -> isCarriedOrAllowed(it, later.contains(it))));
    }

    private boolean isCarriedOrAllowed(SchemaVersion recorded, boolean cameLater) {
        if (bundleVersion.isEmpty()) {
            return false;
        }
        SchemaVersion own = new SchemaVersion(bundleVersion);
        return (!cameLater && recorded.compareTo(own) <= 0)
                || words(compatibleFrom).stream()
                        .map(Declaration::parse)
                        .anyMatch(
                                it -> it.version().equals(recorded) && it.from().compareTo(own) <= 0);
    }

    private static List<String> words(String text) {
        return text.isBlank() ? List.of() : Arrays.asList(text.strip().split(" +"));
    }

    /** That {@code version} may run beside every bundle from {@code from} on. */
    private record Declaration(SchemaVersion version, SchemaVersion from) {

        static Declaration parse(String text) {
            int equals = text.indexOf('=');
            return new Declaration(
                    new SchemaVersion(text.substring(0, equals)), new SchemaVersion(text.substring(equals + 1)));
        }
    }
}
