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
 * A receipt, with the facts about the history that it is compared with.
 *
 * @param version as recorded
 * @param bundleVersion highest version in the bundle; empty for none
 * @param changed true if the verified part of the history has changed, or a repair has made the receipt doubted
 * @param repaired true if a repair has, and the verified part has as many rows as before
 * @param failed rows of failed scripts, except for deferred ones
 * @param takenAway later rows that undo or delete a migration
 * @param later rows after the verified ones, except for those of deferred scripts
 * @param deferred number of deferred scripts that are not recorded
 * @param ahead true if the history was ahead of the bundle at verification
 * @param rollouts past of this rollout and of others
 * @param versions if the history is ahead of the bundle: all its versions, separated by spaces
 * @param laterVersions those recorded after the verified rows, whatever their order
 * @param compatibleFrom if the history is ahead of the bundle: declarations of all receipts, {@code 14=12} separated by spaces
 */
record ReceiptRow(
        String version,
        String bundleVersion,
        boolean changed,
        boolean repaired,
        int failed,
        int takenAway,
        int later,
        int deferred,
        boolean ahead,
        Rollouts rollouts,
        String versions,
        String laterVersions,
        String compatibleFrom) {

    /**
     * Rollouts recorded with a receipt.
     *
     * @param superseded true if another bundle's callbacks have run since
     * @param started true if this one started with the bundle
     * @param enrolled true if this one need not be recorded
     * @param shareHistory true if the history may contain rows of another module
     */
    record Rollouts(boolean superseded, boolean started, boolean enrolled, boolean shareHistory) {

        /**
         * The past if the history has changed: only verified facts count.
         *
         * @param replaced true if the history is the one in which the rollout started, and has newer rows
         */
        RolloutPast pastInDoubt(boolean replaced) {
            if (!started) {
                return RolloutPast.NEW;
            }
            if (superseded) {
                return RolloutPast.SUPERSEDED;
            }
            return replaced ? RolloutPast.STARTED : RolloutPast.NEW;
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
            return new BundleState.Current(version, rollouts.enrolled(), deferred);
        }
        return rollouts.started() ? started() : new BundleState.Unverified("another rollout has migrated since");
    }

    private BundleState doubt(String reason) {
        return new BundleState.Unverified(reason, rollouts.pastInDoubt(repaired && later > 0));
    }

    /** Later rows are newer than this rollout; in a shared history they may be unrelated. */
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
                highest,
                recorded.stream().allMatch(it -> isCarriedOrAllowed(it, later.contains(it))),
                superseded,
                deferred);
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

    /** Declares {@code version} compatible with every bundle from {@code from} on. */
    private record Declaration(SchemaVersion version, SchemaVersion from) {

        static Declaration parse(String text) {
            int equals = text.indexOf('=');
            return new Declaration(
                    new SchemaVersion(text.substring(0, equals)), new SchemaVersion(text.substring(equals + 1)));
        }
    }
}
