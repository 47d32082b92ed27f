package io.initmigrator.postgres;

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
 * How PostgreSQL is reached, and how a session behaves there.
 *
 * @param jdbcUrl {@code jdbc:postgresql:…} without user and passwords
 * @param credentials asked at each connect, since those in a file may have been rotated; throws
 *     {@link io.initmigrator.core.UnreachableException} where the file has become unreadable
 * @param properties further properties for the driver ({@code FLYWAY_JDBC_PROPERTIES_…})
 * @param history the history table, which also names the fence
 * @param databaseTimeout for how long a database that does not answer is waited for
 * @param timeouts of migrations
 * @param setRole role to {@code SET ROLE} to before migrating
 * @param applicationName {@code application_name}, by which siblings recognise the session
 * @param revision the rollout
 */
public record PostgresSettings(
        String jdbcUrl,
        Supplier<Credentials> credentials,
        Map<String, String> properties,
        HistoryTable history,
        Duration databaseTimeout,
        ScriptTimeouts timeouts,
        Optional<String> setRole,
        String applicationName,
        Revision revision) {

    public PostgresSettings {
        properties = Map.copyOf(properties);
    }

    /** Whether the driver can make something of the URL. */
    public static boolean isReadable(String jdbcUrl) {
        return Driver.parseURL(jdbcUrl, new Properties()) != null;
    }

    /** The same for a process that has started: what others migrate from then on is newer. */
    public PostgresSettings sinceStart() {
        return new PostgresSettings(
                jdbcUrl,
                credentials,
                properties,
                history,
                databaseTimeout,
                timeouts,
                setRole,
                applicationName,
                Revision.running());
    }

    /** Whether the driver knows a parameter of this name; unlike libpq's, its names have capitals. */
    public static boolean isParameter(String name) {
        return PGProperty.forName(name) != null;
    }

    /** The names of all parameters that the driver knows. */
    public static List<String> parameters() {
        return Arrays.stream(PGProperty.values()).map(PGProperty::getName).toList();
    }

    /** The same, but for another patience with a database that does not answer. */
    public PostgresSettings withDatabaseTimeout(Duration timeout) {
        return new PostgresSettings(
                jdbcUrl, credentials, properties, history, timeout, timeouts, setRole, applicationName, revision);
    }
}
