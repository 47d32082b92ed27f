package io.initmigrator.postgres;

import io.initmigrator.schema.BundleState;
import io.initmigrator.schema.RolloutPast;
import io.initmigrator.schema.SchemaVersion;
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
 * @param rollouts what the receipt says of this rollout and of others
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
        Rollouts rollouts,
        String versions,
        String laterVersions,
        String compatibleFrom) {

    /**
     * Rollouts that have to do with a receipt.
     *
     * @param superseded whether another bundle's callbacks have run since
     * @param started whether this one started with the bundle
     * @param enrolled whether nothing is to be written down of it
     * @param shareHistory whether rows of the history may be another module's
     */
    record Rollouts(boolean superseded, boolean started, boolean enrolled, boolean shareHistory) {

        /** Where the history is in doubt, only what was verified counts. */
        RolloutPast pastInDoubt() {
            return superseded && started ? RolloutPast.SUPERSEDED : RolloutPast.NEW;
        }
    }

    BundleState state() {
        if (failed > 0) {
            return doubt("a failed migration is recorded");
        }
        if (changed) {
            return doubt("the history is not the one that was verified");
        }
        if (takenAway > 0) {
            return doubt("migrations were undone or deleted since");
        }
        if (!rollouts.shareHistory() && (ahead || !laterVersions.isBlank())) {
            return aheadState(false);
        }
        if (later == 0 && !rollouts.superseded()) {
            return new BundleState.Current(version, rollouts.enrolled());
        }
        return rollouts.started() ? started() : new BundleState.Unverified("another rollout has migrated since");
    }

    private BundleState doubt(String reason) {
        return new BundleState.Unverified(reason, rollouts.pastInDoubt());
    }

    /** What came since is newer than this rollout; in a shared history it may have nothing to do with it. */
    private BundleState started() {
        return rollouts.shareHistory() && !rollouts.superseded()
                ? new BundleState.Unverified("the history has newer rows", RolloutPast.STARTED)
                : aheadState(true);
    }

    private BundleState aheadState(boolean superseded) {
        List<SchemaVersion> recorded =
                words(versions).stream().map(SchemaVersion::new).toList();
        String highest = recorded.stream()
                .max(Comparator.naturalOrder())
                .map(SchemaVersion::text)
                .orElse(version);
        Set<SchemaVersion> later =
                words(laterVersions).stream().map(SchemaVersion::new).collect(Collectors.toSet());
        return new BundleState.Ahead(
                highest, recorded.stream().allMatch(it -> isCarriedOrAllowed(it, later.contains(it))), superseded);
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
