package io.initmigrator.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.application.LinterScriptAnalyzer;
import io.initmigrator.flyway.FlywayMigrationTool;
import io.initmigrator.flyway.FlywaySettings;
import io.initmigrator.postgres.PostgresDatabase;
import io.initmigrator.postgres.testing.TestDatabase;
import io.initmigrator.postgres.testing.TestPostgres;
import io.initmigrator.postgres.testing.TestSettings;
import io.initmigrator.rollout.RolloutSettings.WhenEmpty;
import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.BundleLocation;
import io.initmigrator.time.SystemTime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the readiness of the sidecar without a usable receipt, on real PostgreSQL. */
class ReadinessCheckIT {

    private final TestDatabase database = TestPostgres.freshDatabase();

    @TempDir
    private Path directory;

    @BeforeEach
    void migrate() throws Exception {
        for (int version = 1; version <= 3; version++) {
            Files.writeString(directory.resolve("V" + version + "__t.sql"), "create table t" + version + " (id int);");
        }
        Flyway.configure()
                .dataSource(database.url(), database.user(), database.password())
                .locations("filesystem:" + directory)
                .load()
                .migrate();
    }

    @Test
    void historyWithoutALowerRowLacksTheBundle() throws Exception {
        assertThat(check(Map.of()).holdsBundle()).isTrue();

        database.execute("delete from flyway_schema_history where version = '2'");

        assertThat(check(Map.of()))
                .isEqualTo(new ReadinessCheck.Readiness("3", 1, OptionalInt.of(0), Duration.ofSeconds(5)));
    }

    @Test
    void rowThatTheSettingsAllowToLackIsNotMissing() throws Exception {
        database.execute("delete from flyway_schema_history where version = '2'");

        assertThat(check(Map.of("FLYWAY_IGNORE_MIGRATION_PATTERNS", "*:ignored"))
                        .holdsBundle())
                .isTrue();
    }

    private ReadinessCheck.Readiness check(Map<String, String> environment) throws InterruptedException {
        return new ReadinessCheck(
                        new Bundle("sha256:test", 3, directory.toString()),
                        new PostgresDatabase(TestSettings.of(database, "guard_1"), new SystemTime(), new Random(1)),
                        new FlywayMigrationTool(
                                new FlywaySettings(environment, List.of(BundleLocation.ofDirectory(directory))),
                                WhenEmpty.FAIL,
                                true,
                                text -> text,
                                new LinterScriptAnalyzer()),
                        false)
                .check();
    }
}
