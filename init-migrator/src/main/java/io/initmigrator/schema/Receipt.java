package io.initmigrator.schema;

import java.util.List;
import java.util.Map;

/**
 * Record that Flyway has verified that the schema contains a bundle, so that the next pod can skip Flyway.
 *
 * @param bundle digest of the bundle
 * @param version recorded schema version; empty if nothing versioned was ever applied
 * @param bundleVersion highest version in the bundle; empty if it contains nothing versioned
 * @param installedRank highest rank of the history that was verified
 * @param historyRows number of history rows up to that rank
 * @param ahead true if the history contained migrations beyond the bundle at verification
 * @param callbacks true if the bundle has callbacks around a migration, which the history does not record
 * @param module name of the bundle's first script if modules share the history; otherwise empty
 * @param deferred scripts of the bundle that run after the rollout and are not recorded
 * @param compatibleFrom oldest compatible bundle version, for each version in the bundle whose script declares one
 */
public record Receipt(
        String bundle,
        String version,
        String bundleVersion,
        int installedRank,
        int historyRows,
        boolean ahead,
        boolean callbacks,
        String module,
        List<DeferredScript> deferred,
        Map<SchemaVersion, SchemaVersion> compatibleFrom) {

    public Receipt {
        deferred = List.copyOf(deferred);
        compatibleFrom = Map.copyOf(compatibleFrom);
    }
}
