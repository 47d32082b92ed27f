package io.initmigrator.schema;

import java.util.Map;

/**
 * What is written down after Flyway has verified that the schema holds a bundle, so that the next pod need not ask Flyway.
 *
 * @param bundle digest of the bundle
 * @param version recorded schema version; empty where nothing versioned was ever applied
 * @param bundleVersion highest version that the bundle itself carries; empty where it carries nothing versioned
 * @param installedRank highest rank of the history that was verified
 * @param historyRows number of history rows up to that rank
 * @param ahead whether the history held migrations beyond the bundle when it was verified
 * @param callbacks whether the bundle has callbacks that run around a migration: the history records none of them
 * @param module name of the bundle's first script where other modules share the history; empty where none do
 * @param compatibleFrom for each version in the bundle whose script says so: the oldest bundle version that it may run beside
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
        Map<SchemaVersion, SchemaVersion> compatibleFrom) {

    public Receipt {
        compatibleFrom = Map.copyOf(compatibleFrom);
    }
}
