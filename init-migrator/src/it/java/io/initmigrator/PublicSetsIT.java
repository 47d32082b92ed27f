package io.initmigrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.application.ExitStatus;
import io.initmigrator.postgres.testing.OwnServer;
import io.initmigrator.postgres.testing.PostgresBinaries;
import io.initmigrator.postgres.testing.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares init-migrator with plain Flyway on migrations of real applications; see {@code scripts/compare-with-flyway}. */
@EnabledIfSystemProperty(
        named = "flyway.sets",
        matches = ".+",
        disabledReason = "needs -Dflyway.sets=<directories of public migration sets, separated by commas>")
@Tag("heavy")
class PublicSetsIT {

    private static final String HISTORY =
            "select concat_ws('|', installed_rank, version, description, type, script, checksum, installed_by, success)"
                    + " from flyway_schema_history order by installed_rank";

    @TempDir
    private Path directory;

    private OwnServer server;

    /** Starts a server of pg_dump's version, because pg_dump rejects newer servers. */
    @BeforeEach
    void startServer() throws Exception {
        String client = output("pg_dump", "--version").replaceFirst("(?s)^\\D*(\\d+).*", "$1");
        List<PostgresBinaries> all = PostgresBinaries.all();
        PostgresBinaries fitting = all.stream()
                .filter(binaries -> binaries.major().equals(client))
                .findFirst()
                .orElse(all.getFirst());
        server = fitting.start(directory.resolve("data"), Map.of());
    }

    @ParameterizedTest
    @MethodSource("sets")
    void historyAndSchemaAreThoseOfFlywayOnItsOwn(Path set) throws Exception {
        try (OwnServer running = server) {
            TestDatabase ours = database("ours");
            TestDatabase theirs = database("theirs");

            assertThat(InProcessRun.on(ours, set).run()).isEqualTo(ExitStatus.OK);
            int applied = migrateByFlywayAlone(theirs, set);

            assertThat(ours.strings(HISTORY)).hasSize(applied).isEqualTo(theirs.strings(HISTORY));
            List<String> schema = dump(running, "ours");
            assertThat(schema).isEqualTo(dump(running, "theirs"));
            assertThat(InProcessRun.on(theirs, set).run()).isEqualTo(ExitStatus.OK);
            System.out.printf(
                    "%s: %d rows of history alike, %d lines of pg_dump --schema-only alike (%s)%n",
                    set, applied, schema.size(), running.maintenance().string("show server_version"));
        }
    }

    static List<Path> sets() {
        return Stream.of(System.getProperty("flyway.sets").split(","))
                .map(Path::of)
                .toList();
    }

    private TestDatabase database(String name) {
        server.maintenance().execute("create database " + name);
        return server.database(name);
    }

    /** Migrates with plain Flyway, but without its transactional lock, for which a concurrent index build would wait for ever. */
    private static int migrateByFlywayAlone(TestDatabase database, Path set) {
        FluentConfiguration configuration = Flyway.configure()
                .dataSource(database.url(), database.user(), database.password())
                .locations("filesystem:" + set);
        configuration
                .getConfigurationExtension(PostgreSQLConfigurationExtension.class)
                .setTransactionalLock(false);
        return configuration.load().migrate().migrationsExecuted;
    }

    /** Dumps the schema without init-migrator's tables and without the random keys that pg_dump writes against injection. */
    private static List<String> dump(OwnServer server, String database) throws IOException, InterruptedException {
        String sql = output(
                "pg_dump",
                "--schema-only",
                "--exclude-table=*.init_migrator_*",
                "--host=localhost",
                "--port=" + server.port(),
                "--username=postgres",
                database);
        return sql.lines()
                .filter(line -> !line.startsWith("\\restrict") && !line.startsWith("\\unrestrict"))
                .toList();
    }

    private static String output(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
        return text;
    }
}
