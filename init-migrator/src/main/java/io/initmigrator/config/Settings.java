package io.initmigrator.config;

import io.initmigrator.core.Identity;
import io.initmigrator.election.LeaseTiming;
import io.initmigrator.flyway.FlywaySettings;
import io.initmigrator.http.HttpSettings;
import io.initmigrator.kubernetes.KubernetesSettings;
import io.initmigrator.logging.LogSettings;
import io.initmigrator.postgres.PostgresSettings;
import io.initmigrator.rollout.RolloutSettings;
import io.initmigrator.schema.BundleLocation;
import io.initmigrator.telemetry.TelemetrySettings;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Supplier;

/**
 * All validated settings, one record for each package that uses them.
 *
 * @param workload kind and name of the workload after whose rollout deferred scripts run; absent if they do not wait
 * @param tokenMissing true in a pod without a service account token, which therefore coordinates by the database
 * @param bundleLocations locations of the bundle
 * @param bundleSalt settings that are part of the bundle's digest
 * @param telemetry empty if no report of a migration is configured
 * @param secrets secret values known so far; grows when a rotated one is read
 * @param ignored variables of the application's framework that are not used, with the reason
 * @param effective effective settings by variable name, secrets masked; for the log
 */
public record Settings(
        CoordinationMode coordination,
        boolean tokenMissing,
        Identity identity,
        LeaseTiming timing,
        RolloutSettings rollout,
        Optional<String> workload,
        List<BundleLocation> bundleLocations,
        SortedMap<String, String> bundleSalt,
        PostgresSettings postgres,
        FlywaySettings flyway,
        KubernetesSettings kubernetes,
        LogSettings report,
        HttpSettings http,
        Optional<TelemetrySettings> telemetry,
        Supplier<Set<String>> secrets,
        List<String> ignored,
        SortedMap<String, String> effective) {

    /** Without secrets. */
    @Override
    public String toString() {
        return effective.toString();
    }
}
