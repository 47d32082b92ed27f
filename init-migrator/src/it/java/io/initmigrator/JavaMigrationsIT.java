package io.initmigrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.application.ExitCode;
import io.initmigrator.application.ExitStatus;
import io.initmigrator.postgres.testing.TestDatabase;
import io.initmigrator.postgres.testing.TestPostgres;
import io.initmigrator.schema.ArchiveBuilder;
import io.initmigrator.support.JavaSources;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests migrations written in Java, and histories that contain some. */
class JavaMigrationsIT {

    private static final String NAME = "db.migration.V2__Backfill";
    private static final String CLASS = "BOOT-INF/classes/db/migration/V2__Backfill.class";
    private static final String V1 = "create table notes (n int generated always as identity, what text);\n";
    private static final String V3 = "insert into notes (what) values ('three');\n";
    private static final String HISTORY = "select concat_ws(' ', version, type, script, checksum, description, success)"
            + " from flyway_schema_history order by installed_rank";

    private final TestDatabase database = TestPostgres.freshDatabase();

    @TempDir
    private Path directory;

    private Path classes;
    private Path application;

    @BeforeEach
    void makeDirectories() throws IOException {
        classes = directory.resolve("classes");
        application = Files.createDirectory(directory.resolve("application"));
    }

    @Test
    void runsBetweenTwoScriptsFromASpringBootArchiveWithALibrary() throws Exception {
        byte[] helper = JavaSources.compile(
                classes,
                "org.example.Words",
                "package org.example; public class Words { public static String two() { return \"two\"; } }");
        byte[] migration = migration(
                "statement.execute(\"insert into notes (what) values ('\" +" + " org.example.Words.two() + \"')\");");
        springBoot()
                .with(CLASS, migration)
                .stored(
                        "BOOT-INF/lib/words.jar",
                        new ArchiveBuilder()
                                .with("org/example/Words.class", helper)
                                .bytes())
                .write(application.resolve("app.jar"));
        InProcessRun launch = onClasspath();

        assertThat(launch.run()).isEqualTo(ExitStatus.OK);
        assertThat(launch.run()).isEqualTo(ExitStatus.OK);

        assertThat(database.strings("select what from notes order by n")).containsExactly("two", "three");
        List<String> ours = database.strings(HISTORY);
        assertThat(ours).hasSize(3).anyMatch(row -> row.startsWith("2 JDBC " + NAME));
        TestDatabase other = TestPostgres.freshDatabase();
        JavaSources.compile(classes, NAME, JavaSources.migration(NAME, "statement.execute(\"select 1\");"));
        Files.writeString(classes.resolve("db/migration/V1__notes.sql"), V1);
        Files.writeString(classes.resolve("db/migration/V3__three.sql"), V3);
        flywayOfTheApplication(other).load().migrate();
        assertThat(ours).isEqualTo(other.strings(HISTORY));
        assertThat(flywayOfTheApplication(database).load().migrate().migrationsExecuted)
                .isZero();
    }

    @Test
    void isRolledBackWithItsTransactionAndNamedWithItsCause() throws Exception {
        springBoot()
                .with(
                        CLASS,
                        migration("statement.execute(\"insert into notes (what) values ('two')\");"
                                + " if (true) throw new IllegalStateException(\"no two\");"))
                .write(application.resolve("app.jar"));

        ExitStatus ending = onClasspath().run();

        assertThat(ending.code()).isEqualTo(ExitCode.MIGRATION_FAILED);
        assertThat(ending.message()).contains(NAME, "java.lang.IllegalStateException: no two");
        assertThat(database.number("select count(*) from notes")).isZero();
        assertThat(database.strings("select version from flyway_schema_history"))
                .containsExactly("1");
    }

    /** Covers enabling auto-commit, which commits in JDBC; here it would lose the changes silently. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oneThatCommitsByAutoCommitFails(boolean inTransaction) throws Exception {
        byte[] migration = JavaSources.compile(
                classes,
                NAME,
                JavaSources.migration(
                                NAME,
                                "context.getConnection().setAutoCommit(false);"
                                        + " statement.execute(\"insert into notes (what) values ('two')\");"
                                        + " context.getConnection().setAutoCommit(true);")
                        .replace(
                                "public void migrate",
                                "public boolean canExecuteInTransaction() { return " + inTransaction
                                        + "; }\n    @Override\n    public void migrate"));
        springBoot().with(CLASS, migration).write(application.resolve("app.jar"));

        ExitStatus ending = onClasspath().run();

        assertThat(ending.code()).as(ending.message()).isEqualTo(ExitCode.MIGRATION_FAILED);
        assertThat(ending.message()).contains(NAME, "call commit()");
        assertThat(database.number("select count(*) from notes")).isZero();
        assertThat(database.strings("select version from flyway_schema_history where success"))
                .containsExactly("1");
    }

    @Test
    void oneOutsideATransactionIsJournaled() throws Exception {
        byte[] migration = JavaSources.compile(
                classes,
                NAME,
                JavaSources.migration(
                                NAME,
                                "statement.execute(\"insert into notes (what) values ('two')\");"
                                        + " statement.execute(\"select pg_terminate_backend(pg_backend_pid())\");")
                        .replace(
                                "public void migrate",
                                "public boolean canExecuteInTransaction() { return false; }\n    @Override\n    public void migrate"));
        springBoot().with(CLASS, migration).write(application.resolve("app.jar"));

        assertThat(onClasspath().run().code()).isEqualTo(ExitCode.LEADERSHIP_LOST);

        ExitStatus next = onClasspath().run();
        assertThat(next.code()).isEqualTo(ExitCode.SCHEMA_MISMATCH);
        assertThat(next.message()).contains(NAME);
        assertThat(database.strings("select what from notes")).containsExactly("two");
    }

    @Test
    void beanIsRefused() throws Exception {
        String source = JavaSources.migration(NAME, "statement.execute(\"select 1\");")
                .replace("@Override", "public V2__Backfill(String service) {}\n    @Override");
        springBoot().with(CLASS, JavaSources.compile(classes, NAME, source)).write(application.resolve("app.jar"));

        ExitStatus ending = onClasspath().run();

        assertThat(ending.code()).isEqualTo(ExitCode.SCHEMA_MISMATCH);
        assertThat(ending.message()).contains(NAME, "there are no Spring beans");
        assertThat(database.number("select count(*) from pg_tables where tablename = 'notes'"))
                .isZero();
    }

    @Test
    void classThatCannotBeLoadedIsRefused() throws Exception {
        JavaSources.compile(classes, "org.example.Base", """
                package org.example;
                public abstract class Base extends org.flywaydb.core.api.migration.BaseJavaMigration {}
                """);
        String source = JavaSources.migration(NAME, "statement.execute(\"select 1\");")
                .replace("org.flywaydb.core.api.migration.BaseJavaMigration", "org.example.Base");
        springBoot().with(CLASS, JavaSources.compile(classes, NAME, source)).write(application.resolve("app.jar"));

        ExitStatus ending = onClasspath().run();

        assertThat(ending.code()).isEqualTo(ExitCode.SCHEMA_MISMATCH);
        assertThat(ending.message()).contains(NAME, "org/example/Base", "FLYWAY_JAR_DIRS");
    }

    @Test
    void threeAtOnceRunItOnce() throws Exception {
        springBoot()
                .with(
                        CLASS,
                        migration("statement.execute(\"insert into notes (what) select 'two' from pg_sleep(1)\");"))
                .write(application.resolve("app.jar"));

        List<CompletableFuture<ExitStatus>> pods = List.of(
                onClasspath().start(), onClasspath().start(), onClasspath().start());

        for (CompletableFuture<ExitStatus> pod : pods) {
            assertThat(pod.get()).isEqualTo(ExitStatus.OK);
        }
        assertThat(database.strings("select what from notes order by n")).containsExactly("two", "three");
    }

    @Test
    void classInALocationForScriptsIsRefusedByName() throws Exception {
        Path jar = springBoot()
                .with(CLASS, migration("statement.execute(\"select 1\");"))
                .write(application.resolve("app.jar"));
        InProcessRun launch = InProcessRun.on(database, directory)
                .with("FLYWAY_LOCATIONS", "jar:" + jar + "!/BOOT-INF/classes/db/migration");

        assertThat(launch.run()).satisfies(ending -> {
            assertThat(ending.code()).isEqualTo(ExitCode.SCHEMA_MISMATCH);
            assertThat(ending.message())
                    .contains("V2__Backfill is a Java migration", "FLYWAY_JAR_DIRS", "versioned:missing");
        });
        assertThat(database.number("select count(*) from pg_tables where tablename = 'notes'"))
                .isZero();

        assertThat(launch.with("FLYWAY_IGNORE_MIGRATION_PATTERNS", "versioned:missing")
                        .run())
                .isEqualTo(ExitStatus.OK);
    }

    @Test
    void rowThatTheApplicationWroteIsNamedAndMayBeIgnored() throws Exception {
        migrateByTheApplication(2);
        InProcessRun launch = onScripts("V1__notes.sql", V1, "V3__three.sql", V3);

        assertThat(launch.run()).satisfies(ending -> {
            assertThat(ending.code()).isEqualTo(ExitCode.SCHEMA_MISMATCH);
            assertThat(ending.message())
                    .contains(
                            "the Java migration " + NAME + ", which the bundle lacks",
                            "FLYWAY_JAR_DIRS",
                            "FLYWAY_IGNORE_MIGRATION_PATTERNS=versioned:missing");
        });

        InProcessRun ignoring = launch.with("FLYWAY_IGNORE_MIGRATION_PATTERNS", "versioned:missing");
        assertThat(ignoring.run()).isEqualTo(ExitStatus.OK);
        assertThat(database.number("select count(*) from init_migrator_receipt"))
                .isEqualTo(1);
        assertThat(ignoring.run("status")).isEqualTo(ExitStatus.OK);
        assertThat(ignoring.run()).isEqualTo(ExitStatus.OK);
        assertThat(database.strings("select what from notes order by n")).containsExactly("two", "three");
    }

    /** Covers an application that starts after its init container: the row that it adds does not belong to a newer bundle. */
    @Test
    void rowThatTheApplicationAddsAfterwardsMakesTheSchemaNoNewerThanTheBundle() throws Exception {
        InProcessRun ignoring = onScripts(
                        "V1__notes.sql", V1, "R__view.sql", "create or replace view v as select 1 as a;\n")
                .with("FLYWAY_IGNORE_MIGRATION_PATTERNS", "versioned:missing")
                .with("MIGRATOR_WHEN_AHEAD", "fail");
        assertThat(ignoring.run()).isEqualTo(ExitStatus.OK);
        migrateByTheApplication(2);

        assertThat(ignoring.run()).isEqualTo(ExitStatus.OK);
        assertThat(ignoring.run()).isEqualTo(ExitStatus.OK);

        onScripts("V1__notes.sql", V1, "R__view.sql", "create or replace view v as select 1 as a, 2 as b;\n");
        assertThat(ignoring.run()).isEqualTo(ExitStatus.OK);
        assertThat(database.number("select b from v")).isEqualTo(2);
    }

    @Test
    void repairLeavesTheRowOfAJavaMigrationAsItIs() throws Exception {
        migrateByTheApplication(3);
        List<String> before = database.strings(HISTORY);
        InProcessRun launch = onScripts("V1__notes.sql", V1, "V3__three.sql", V3);

        assertThat(launch.run("repair").code()).isEqualTo(ExitCode.SCHEMA_MISMATCH);

        assertThat(database.strings(HISTORY)).isEqualTo(before);
        assertThat(flywayOfTheApplication(database).load().migrate().migrationsExecuted)
                .isZero();
        flywayOfTheApplication(database).load().validate();
        assertThat(database.strings("select what from notes order by n")).containsExactly("two", "three");
        InProcessRun ignoring = launch.with("FLYWAY_IGNORE_MIGRATION_PATTERNS", "versioned:missing");
        assertThat(ignoring.run("repair")).isEqualTo(ExitStatus.OK);
        assertThat(database.strings(HISTORY)).isEqualTo(before);
    }

    @Test
    void repairStillMarksARemovedScriptAsDeletedBesideAJavaMigration() throws Exception {
        migrateByTheApplication(3);
        InProcessRun ignoring = onScripts("V1__notes.sql", V1);

        assertThat(ignoring.run("repair").code()).isIn(ExitCode.OK, ExitCode.SCHEMA_MISMATCH);

        assertThat(database.strings("select version || type from flyway_schema_history order by installed_rank"))
                .containsExactly("1SQL", "2JDBC", "3SQL");
        ignoring = onScripts("V1__notes.sql", V1, "V4__four.sql", "select 4;\n");
        ignoring.run("repair");
        assertThat(database.strings("select version || type from flyway_schema_history order by installed_rank"))
                .containsExactly("1SQL", "2JDBC", "3SQL", "3DELETE");
    }

    private byte[] migration(String body) throws IOException {
        return JavaSources.compile(classes, NAME, JavaSources.migration(NAME, body));
    }

    private static ArchiveBuilder springBoot() {
        return new ArchiveBuilder()
                .with("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\n")
                .with("BOOT-INF/classes/db/migration/V1__notes.sql", V1)
                .with("BOOT-INF/classes/db/migration/V3__three.sql", V3);
    }

    private InProcessRun onClasspath() {
        return InProcessRun.on(database, directory)
                .without("FLYWAY_LOCATIONS")
                .with("FLYWAY_JAR_DIRS", application.toString());
    }

    /** Writes a bundle of these scripts, given as names and texts in turn; removes all others. */
    private InProcessRun onScripts(String... scripts) throws IOException {
        Path bundle = directory.resolve("bundle");
        if (Files.exists(bundle)) {
            try (var files = Files.list(bundle)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
        }
        Files.createDirectories(bundle);
        for (int i = 0; i < scripts.length; i += 2) {
            Files.writeString(bundle.resolve(scripts[i]), scripts[i + 1]);
        }
        return InProcessRun.on(database, bundle);
    }

    /** Migrates with a real Flyway that has the class on its class path. */
    private void migrateByTheApplication(int last) throws Exception {
        migration("statement.execute(\"insert into notes (what) values ('two')\");");
        Files.writeString(classes.resolve("db/migration/V1__notes.sql"), V1);
        Files.writeString(classes.resolve("db/migration/V3__three.sql"), V3);
        flywayOfTheApplication(database)
                .target(Integer.toString(last))
                .ignoreMigrationPatterns("*:future", "repeatable:missing")
                .load()
                .migrate();
    }

    private FluentConfiguration flywayOfTheApplication(TestDatabase on) throws IOException {
        ClassLoader loader =
                new URLClassLoader(new URL[] {classes.toUri().toURL()}, JavaMigrationsIT.class.getClassLoader());
        return Flyway.configure(loader)
                .dataSource(on.url(), on.user(), on.password())
                .locations("classpath:db/migration");
    }
}
