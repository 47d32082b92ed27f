package io.initmigrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.application.ExitCode;
import io.initmigrator.application.ExitStatus;
import io.initmigrator.postgres.testing.TestDatabase;
import io.initmigrator.postgres.testing.TestPostgres;
import io.initmigrator.schema.ArchiveBuilder;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests migrations that are read from inside an application's archives. */
class ApplicationArchiveIT {

    private static final String HISTORY = "select concat_ws(' ', version, type, script, checksum, description, success)"
            + " from flyway_schema_history order by installed_rank";

    private static final Map<String, String> SCRIPTS = new TreeMap<>(Map.of(
            "V1__notes.sql", "create table notes (n int generated always as identity, what text);\n",
            "V2__größe.sql", "insert into notes (what) values ('größe');\n",
            "sub/V3__index.sql", "create index notes_by_what on notes (what);\n",
            "V4__vacuum.sql", "analyze notes;\n",
            "V4__vacuum.sql.conf", "executeInTransaction=false\n",
            "R__view.sql", "\uFEFFcreate or replace view v as select what from notes;\n",
            "beforeEachMigrate.sql", "select 1;\n"));

    private final TestDatabase database = TestPostgres.freshDatabase();

    @TempDir
    private Path directory;

    /** Covers Spring Boot's archives, a war, a plain jar, a library within each, Quarkus' directories, and exploded archives. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "app.jar!/BOOT-INF/classes/",
                "app.war!/WEB-INF/classes/",
                "plain.jar!/",
                "app.jar!/BOOT-INF/lib/schema.jar!/",
                "app.war!/WEB-INF/lib/schema.jar!/",
                "app/app.jar!/",
                "lib/main/schema.jar!/",
                "lib/schema.jar!/",
                "BOOT-INF/lib/schema.jar!/",
                "BOOT-INF/classes/",
                "WEB-INF/classes/",
                ""
            })
    void classpathLocationIsFoundWhereverApplicationsKeepIt(String place) throws Exception {
        lay(place + "db/migration/");
        InProcessRun launch = onClasspath();

        assertThat(launch.run()).isEqualTo(ExitStatus.OK);
        assertThat(launch.run()).isEqualTo(ExitStatus.OK);

        assertThat(database.number("select count(*) from init_migrator_receipt"))
                .isEqualTo(1);
        assertThat(database.strings("select what from v")).containsExactly("größe");
        assertThat(launch.run("status")).isEqualTo(ExitStatus.OK);
        assertThat(launch.run("plan")).isEqualTo(ExitStatus.OK);
        TestDatabase other = TestPostgres.freshDatabase();
        flywayOfTheApplication(other).load().migrate();
        assertThat(database.strings(HISTORY)).isEqualTo(other.strings(HISTORY));
        assertThat(flywayOfTheApplication(database).load().migrate().migrationsExecuted)
                .isZero();
        if (place.contains("!/")) {
            InProcessRun byName = launch.without("FLYWAY_JAR_DIRS")
                    .with("FLYWAY_LOCATIONS", "jar:" + directory.resolve("dirs/" + place + "db/migration"));
            assertThat(byName.run()).isEqualTo(ExitStatus.OK);
            assertThat(database.number("select count(*) from init_migrator_receipt"))
                    .as("the same digest")
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "classpath:db/migration",
                "classpath:/db/migration",
                "db/migration",
                "classpath:db/migration/",
                "classpath:db/*tion",
                "classpath:db/{vendor},classpath:db/migration",
                "filesystem:%s/dirs/common,classpath:db/migration"
            })
    void locationIsWrittenAsTheApplicationWritesIt(String locations) throws Exception {
        lay("app.jar!/BOOT-INF/classes/db/migration/");
        if (locations.contains("{vendor}")) {
            new ArchiveBuilder()
                    .with("db/postgresql/V9__p.sql", "select 9;\n")
                    .write(directory.resolve("dirs/vendor.jar"));
        }
        if (locations.contains("common")) {
            Files.createDirectories(directory.resolve("dirs/common"));
            Files.writeString(directory.resolve("dirs/common/V9__p.sql"), "select 9;\n");
        }
        InProcessRun launch = onClasspath().with("FLYWAY_LOCATIONS", locations.replace("%s", directory.toString()));

        assertThat(launch.run()).isEqualTo(ExitStatus.OK);
        assertThat(launch.run()).isEqualTo(ExitStatus.OK);
        assertThat(database.number("select count(*) from init_migrator_receipt"))
                .isEqualTo(1);
        assertThat(database.strings("select version from flyway_schema_history where version is not null"))
                .hasSize(locations.contains(",") ? 5 : 4);
    }

    @Test
    void locationThatIsNowhereIsNamedWithAllThatWasSearched() throws Exception {
        lay("app.jar!/BOOT-INF/lib/schema.jar!/other/");
        Files.createDirectories(directory.resolve("dirs/BOOT-INF/classes"));

        ExitStatus ending = onClasspath().run();

        assertThat(ending.code()).isEqualTo(ExitCode.SCHEMA_MISMATCH);
        assertThat(ending.message())
                .contains(
                        "found no db/migration in: " + directory.resolve("dirs") + ", "
                                + directory.resolve("dirs/app.jar") + " (with 1 libraries)",
                        "FLYWAY_JAR_DIRS");
    }

    @Test
    void missingDirectoryOfJarsIsNamed() {
        ExitStatus ending = onClasspath().run();

        assertThat(ending.code()).isEqualTo(ExitCode.SCHEMA_MISMATCH);
        assertThat(ending.message()).contains("no such directory: " + directory.resolve("dirs"), "FLYWAY_JAR_DIRS");
    }

    @Test
    void sameVersionInTwoArchivesIsRefused() throws Exception {
        lay("app.jar!/BOOT-INF/classes/db/migration/");
        lay("app-plain.jar!/db/migration/");

        ExitStatus ending = onClasspath().run();

        assertThat(ending.code()).isEqualTo(ExitCode.SCHEMA_MISMATCH);
        assertThat(ending.message()).contains("Found more than", "app-plain.jar", "app.jar");
    }

    @Test
    void damagedArchiveRunsNothing() throws Exception {
        lay("app.jar!/BOOT-INF/classes/db/migration/");
        Path jar = directory.resolve("dirs/app.jar");
        byte[] bytes = Files.readAllBytes(jar);
        Files.write(jar, java.util.Arrays.copyOf(bytes, bytes.length - 40));

        ExitStatus ending = onClasspath().run();

        assertThat(ending.code()).isEqualTo(ExitCode.SCHEMA_MISMATCH);
        assertThat(ending.message()).contains("cannot read archive", jar.toString());
        assertThat(database.number("select count(*) from pg_tables where schemaname = 'public'"))
                .isZero();
    }

    @Test
    void directiveInAnArchiveIsRead() throws Exception {
        lay("app.jar!/BOOT-INF/classes/db/migration/");
        InProcessRun launch = onClasspath();
        assertThat(launch.run()).isEqualTo(ExitStatus.OK);
        new ArchiveBuilder()
                .with("db/migration/V5__five.sql", "-- init-migrator: lok-timeout=1s\nselect 5;\n")
                .write(directory.resolve("dirs/lib/five.jar"));

        ExitStatus ending = launch.run();

        assertThat(ending.code()).isEqualTo(ExitCode.SCHEMA_MISMATCH);
        assertThat(ending.message()).contains("V5__five.sql, line 1, has the unknown directive lok-timeout");
    }

    @Test
    void callbacksMayLieInAnArchive() throws Exception {
        lay("app.jar!/BOOT-INF/classes/db/migration/");
        new ArchiveBuilder()
                .with("db/callback/afterMigrate.sql", "insert into notes (what) values ('called back');\n")
                .write(directory.resolve("dirs/callbacks.jar"));

        assertThat(onClasspath()
                        .with("FLYWAY_CALLBACK_LOCATIONS", "classpath:db/callback")
                        .run())
                .isEqualTo(ExitStatus.OK);
        assertThat(database.strings("select what from notes order by n")).contains("called back");
    }

    private InProcessRun onClasspath() {
        return InProcessRun.on(database, directory)
                .without("FLYWAY_LOCATIONS")
                .with("FLYWAY_JAR_DIRS", directory.resolve("dirs").toString());
    }

    /** Writes the scripts to {@code place}, in which {@code !/} follows each archive. */
    private void lay(String place) throws Exception {
        Path root = Files.createDirectories(directory.resolve("dirs"));
        List<String> parts = List.of(place.split("!/"));
        if (parts.size() == 1) {
            for (var script : SCRIPTS.entrySet()) {
                Path file = root.resolve(place).resolve(script.getKey());
                Files.createDirectories(file.getParent());
                Files.writeString(file, script.getValue());
            }
            return;
        }
        ArchiveBuilder archive = new ArchiveBuilder().with("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\n");
        SCRIPTS.forEach((name, text) -> archive.with(parts.getLast() + name, text));
        byte[] bytes = archive.bytes();
        if (parts.size() == 3) {
            bytes = new ArchiveBuilder()
                    .stored(parts.get(1), bytes)
                    .with("BOOT-INF/lib/notes.txt", "")
                    .bytes();
        }
        Path file = root.resolve(parts.getFirst());
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }

    /** Returns the application's own Flyway, which reads the scripts from its class path. */
    private FluentConfiguration flywayOfTheApplication(TestDatabase on) throws Exception {
        Path jar = directory.resolve("own/app.jar");
        ArchiveBuilder archive = new ArchiveBuilder().with("db/migration/", new byte[0]);
        SCRIPTS.forEach((name, text) -> archive.with("db/migration/" + name, text.getBytes(StandardCharsets.UTF_8)));
        archive.write(jar);
        ClassLoader loader =
                new URLClassLoader(new URL[] {jar.toUri().toURL()}, ApplicationArchiveIT.class.getClassLoader());
        return Flyway.configure(loader)
                .dataSource(on.url(), on.user(), on.password())
                .locations("classpath:db/migration");
    }
}
