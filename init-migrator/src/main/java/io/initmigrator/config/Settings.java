package io.initmigrator.config;

import io.initmigrator.core.Identity;
import io.initmigrator.election.LeaseTiming;
import io.initmigrator.flyway.FlywaySettings;
import io.initmigrator.http.HttpSettings;
import io.initmigrator.kubernetes.KubernetesSettings;
import io.initmigrator.logging.LogSettings;
import io.initmigrator.postgres.PostgresSettings;
import io.initmigrator.rollout.RolloutSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Supplier;

/**
 * All validated settings, one record for each package that uses them.
 *
 * @param bundleRoots directories of the bundle
 * @param bundleSalt settings that are part of the bundle's digest
 * @param secrets secret values known so far; grows when a rotated one is read
 * @param effective effective settings by variable name, secrets masked; for the log
 */
public record Settings(
        CoordinationMode coordination,
        Identity identity,
        LeaseTiming timing,
        RolloutSettings rollout,
        List<Path> bundleRoots,
        SortedMap<String, String> bundleSalt,
        PostgresSettings postgres,
        FlywaySettings flyway,
        KubernetesSettings kubernetes,
        LogSettings report,
        HttpSettings http,
        Supplier<Set<String>> secrets,
        SortedMap<String, String> effective) {

    /** Without secrets. */
    @Override
    public String toString() {
        return effective.toString();
    }
}
