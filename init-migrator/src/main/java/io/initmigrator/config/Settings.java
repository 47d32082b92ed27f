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
 * Everything that the environment says, validated, one record for each room.
 *
 * @param bundleRoots directories that hold the bundle
 * @param bundleSalt settings that make another bundle of the same files
 * @param secrets the values that must not be printed, as known by now; grows when a rotated one is read
 * @param effective each setting as it holds, by the name of its variable, secrets masked; for the log
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

    /** Only what may be seen. */
    @Override
    public String toString() {
        return effective.toString();
    }
}
