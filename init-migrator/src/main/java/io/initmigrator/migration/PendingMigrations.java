package io.initmigrator.migration;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Migrations of the bundle that are missing from the history.
 *
 * @param requiredVersion the bundle's highest version; may be empty
 * @param recordedVersion the history's highest version; may be empty
 * @param appliedFiles files of applied scripts in order of application, if still in the bundle
 * @param pending scripts that would run, in order
 * @param deferred scripts that would run after the rollout, in order
 * @param skipped number of scripts that are neither recorded nor would run, because a later version is recorded
 */
public record PendingMigrations(
        String requiredVersion,
        String recordedVersion,
        List<String> appliedFiles,
        List<PendingScript> pending,
        List<PendingScript> deferred,
        int skipped) {

    public PendingMigrations {
        appliedFiles = List.copyOf(appliedFiles);
        pending = List.copyOf(pending);
        deferred = List.copyOf(deferred);
    }

    public PendingMigrations withNothingPending() {
        return new PendingMigrations(requiredVersion, recordedVersion, appliedFiles, List.of(), List.of(), skipped);
    }

    public PendingMigrations withOnlyDeferred() {
        return new PendingMigrations(requiredVersion, recordedVersion, appliedFiles, List.of(), deferred, skipped);
    }

    /**
     * A pending script.
     *
     * @param script its name as recorded in the history
     * @param version null for a repeatable one
     * @param location its file, if it is one
     * @param inTransaction true if it runs in a transaction
     */
    public record PendingScript(String script, @Nullable String version, String location, boolean inTransaction) {}
}
