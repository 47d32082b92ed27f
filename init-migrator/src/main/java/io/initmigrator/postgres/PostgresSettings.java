package io.initmigrator.postgres;

import io.initmigrator.fence.AppRole;
import io.initmigrator.fence.ScriptTimeouts;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Supplier;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * Address of PostgreSQL, and settings of its sessions.
 *
 * @param jdbcUrl {@code jdbc:postgresql:…} without user and passwords
 * @param credentials read on each connect, since those in a file may have been rotated; throws
 *     {@link io.initmigrator.core.UnreachableException} if the file has become unreadable
 * @param properties further properties for the driver ({@code FLYWAY_JDBC_PROPERTIES_…})
 * @param history the history table, which also names the fence
 * @param schemas schemas that are migrated besides that of the history, unquoted
 * @param databaseTimeout how long to wait for an unavailable database
 * @param timeouts of a script that declares none
 * @param setRole role to {@code SET ROLE} to before migrating
 * @param appRole the application's role, if its privileges are checked
 * @param applicationName {@code application_name}, by which other pods recognise the session
 * @param revision the rollout
 * @param inPod true in a pod of Kubernetes, for messages
 */
public record PostgresSettings(
        String jdbcUrl,
        Supplier<Credentials> credentials,
        Map<String, String> properties,
        HistoryTable history,
        List<String> schemas,
        Duration databaseTimeout,
        ScriptTimeouts timeouts,
        Optional<String> setRole,
        Optional<AppRole> appRole,
        String applicationName,
        Revision revision,
        boolean inPod) {

    public PostgresSettings {
        properties = Map.copyOf(properties);
        schemas = List.copyOf(schemas);
    }

    /** True if the driver can parse the URL. */
    public static boolean isReadable(String jdbcUrl) {
        return Driver.parseURL(jdbcUrl, new Properties()) != null;
    }

    /** The same for a process that has started: later migrations by others are newer. */
    public PostgresSettings sinceStart() {
        return new PostgresSettings(
                jdbcUrl,
                credentials,
                properties,
                history,
                schemas,
                databaseTimeout,
                timeouts,
                setRole,
                appRole,
                applicationName,
                Revision.running(),
                inPod);
    }

    /** True if the driver has a parameter of this case-sensitive name. */
    public static boolean isParameter(String name) {
        return PGProperty.forName(name) != null;
    }

    /** Names of all parameters of the driver. */
    public static List<String> parameters() {
        return Arrays.stream(PGProperty.values()).map(PGProperty::getName).toList();
    }

    /** The same with another database timeout. */
    public PostgresSettings withDatabaseTimeout(Duration timeout) {
        return new PostgresSettings(
                jdbcUrl,
                credentials,
                properties,
                history,
                schemas,
                timeout,
                timeouts,
                setRole,
                appRole,
                applicationName,
                revision,
                inPod);
    }

    /** The same history and timeouts in another database, without the properties and the role of this one. */
    public PostgresSettings at(String otherUrl, Credentials login) {
        return new PostgresSettings(
                otherUrl,
                () -> login,
                Map.of(),
                history,
                schemas,
                databaseTimeout,
                timeouts,
                Optional.empty(),
                Optional.empty(),
                applicationName,
                revision,
                inPod);
    }
}
