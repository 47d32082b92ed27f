package io.initmigrator.postgres.testing;

import io.initmigrator.fence.ScriptTimeouts;
import io.initmigrator.postgres.Credentials;
import io.initmigrator.postgres.HistoryTable;
import io.initmigrator.postgres.PostgresSettings;
import io.initmigrator.postgres.Revision;
import io.initmigrator.postgres.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Provides settings for a test database, with the defaults of init-migrator. */
public final class TestSettings {

    public static final HistoryTable HISTORY = new HistoryTable(Optional.empty(), "flyway_schema_history");

    private TestSettings() {}

    public static PostgresSettings of(TestDatabase database, String identity) {
        return of(database, identity, HISTORY);
    }

    public static PostgresSettings of(TestDatabase database, String identity, HistoryTable history) {
        return of(database.url(), login(database.user(), database.password()), history, identity);
    }

    public static PostgresSettings of(String url, Credentials credentials, HistoryTable history, String identity) {
        return new PostgresSettings(
                url,
                () -> credentials,
                Map.of(),
                history,
                List.of(),
                Duration.ofSeconds(10),
                new ScriptTimeouts(Duration.ofSeconds(5), Duration.ZERO),
                Optional.empty(),
                Optional.empty(),
                "init-migrator " + identity,
                Revision.NONE,
                false);
    }

    /** Returns the settings with a role for {@code SET ROLE}. */
    public static PostgresSettings workingAs(String role, PostgresSettings settings) {
        return new PostgresSettings(
                settings.jdbcUrl(),
                settings.credentials(),
                settings.properties(),
                settings.history(),
                settings.schemas(),
                settings.databaseTimeout(),
                settings.timeouts(),
                Optional.of(role),
                settings.appRole(),
                settings.applicationName(),
                settings.revision(),
                settings.inPod());
    }

    /** Returns the settings with another lock timeout. */
    public static PostgresSettings withLockTimeout(Duration lockTimeout, PostgresSettings settings) {
        return new PostgresSettings(
                settings.jdbcUrl(),
                settings.credentials(),
                settings.properties(),
                settings.history(),
                settings.schemas(),
                settings.databaseTimeout(),
                new ScriptTimeouts(lockTimeout, settings.timeouts().statement()),
                settings.setRole(),
                settings.appRole(),
                settings.applicationName(),
                settings.revision(),
                settings.inPod());
    }

    public static Credentials login(String user, String password) {
        return new Credentials(Optional.of(user), Optional.of(new Secret(password)), Optional.empty());
    }
}
