package io.initmigrator.migration;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the bundle holds and the history lacks.
 *
 * @param requiredVersion the bundle's highest version; empty where it has none
 * @param recordedVersion the history's; empty where it has none
 * @param appliedFiles the files of the scripts that are applied, in that order, as far as the bundle still holds them
 * @param pending what would run, in that order
 */
public record PendingMigrations(
        String requiredVersion, String recordedVersion, List<String> appliedFiles, List<PendingScript> pending) {

    public PendingMigrations {
        appliedFiles = List.copyOf(appliedFiles);
        pending = List.copyOf(pending);
    }

    public PendingMigrations withNothingPending() {
        return new PendingMigrations(requiredVersion, recordedVersion, appliedFiles, List.of());
    }

    /**
     * A script that would run.
     *
     * @param script its name, as the history would have it
     * @param version null for a repeatable one
     * @param location the file, as far as it is one
     * @param inTransaction whether it runs in a transaction
     */
    public record PendingScript(String script, @Nullable String version, String location, boolean inTransaction) {}
}
