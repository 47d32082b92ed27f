package io.initmigrator.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import io.initmigrator.schema.ArchiveBuilder;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests applications packaged with Spring Boot's own tools, and their own Flyway on the same database. */
@Execution(CONCURRENT)
class SpringBootIT {

    private static final Duration TIMEOUT = Duration.ofMinutes(10);
    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static final String HISTORY = "select concat_ws(' ', version, type, script, checksum, description, success)"
            + " from flyway_schema_history order by installed_rank";
    private static final String MIGRATION = "db.migration.V2__Backfill";

    @AutoClose
    private static TestBed bed;

    private static Path dist;

    @TempDir
    private Path directory;

    @BeforeAll
    static void startPostgres(@TempDir Path tree) throws IOException, SQLException {
        bed = TestBed.open();
        dist = Build.distOnHostJava(tree);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.7", "3.5", "4.0"})
    void unchangedApplicationIsMigratedAndItsOwnFlywayFindsNothingToDo(String version) throws Exception {
        Path jar = application(version, "statement.execute(\"insert into notes (what) values ('two')\");");
        String database = freshDatabase();

        assertThat(migrate(database, app()).exitCode()).isZero();
        PodProcess.Result again = migrate(database, app());

        assertThat(again.exitCode()).isZero();
        assertThat(again.text()).doesNotContain("Elected leader");
        assertThat(strings(database, "select what from notes order by n")).containsExactly("two", "three");
        String other = freshDatabase();
        assertThat(runApplication(jar, other)).isEqualTo("executed 4");
        assertThat(strings(database, HISTORY)).isEqualTo(strings(other, HISTORY));
        assertThat(runApplication(jar, database)).isEqualTo("executed 0");
    }

    @Test
    void threeAtOnceRunTheJavaMigrationOnce() throws Exception {
        application("3.5", "statement.execute(\"insert into notes (what) select 'two' from pg_sleep(2)\");");
        String database = freshDatabase();

        List<PodProcess> pods = new ArrayList<>();
        for (String name : List.of("pod-1", "pod-2", "pod-3")) {
            pods.add(start(name, database, app()));
        }

        for (PodProcess pod : pods) {
            assertThat(pod.await(TIMEOUT).exitCode()).isZero();
        }
        assertThat(strings(database, "select what from notes order by n")).containsExactly("two", "three");
    }

    @Test
    void killedInTheMiddleOfTheJavaMigrationItLeavesNothingOfItAndIsRunAgain() throws Exception {
        application(
                "4.0",
                "statement.execute(\"insert into notes (what) values ('two')\");"
                        + " statement.execute(\"select pg_sleep(coalesce((select max(seconds) from patience), 0))\");");
        String database = freshDatabase();
        execute(database, "create table patience (seconds int)", "insert into patience values (600)");
        PodProcess pod = start(
                "pod-1", database, app(), Map.of("FLYWAY_BASELINE_ON_MIGRATE", "true", "FLYWAY_BASELINE_VERSION", "0"));
        while (strings(
                        database,
                        "select 1 from pg_stat_activity where query like '%pg_sleep(coalesce%' and pid <> pg_backend_pid()")
                .isEmpty()) {
            assertThat(pod.process().isAlive()).isTrue();
            Thread.sleep(50);
        }
        pod.process().destroyForcibly();
        pod.await(TIMEOUT);
        execute(database, "delete from patience");

        assertThat(strings(database, "select what from notes")).isEmpty();
        assertThat(start(
                                "pod-2",
                                database,
                                app(),
                                Map.of("FLYWAY_BASELINE_ON_MIGRATE", "true", "FLYWAY_BASELINE_VERSION", "0"))
                        .await(TIMEOUT)
                        .exitCode())
                .isZero();
        assertThat(strings(database, "select what from notes order by n")).containsExactly("two", "three");
    }

    /** Packages the application like the Maven plugin: a plain jar, repackaged with its libraries. */
    private Path application(String version, String body) throws Exception {
        Path classes = directory.resolve("classes");
        byte[] migration = JavaSources.compile(classes, MIGRATION, JavaSources.migration(MIGRATION, body));
        byte[] main = JavaSources.compile(classes, "org.example.Shop", """
                package org.example;
                public class Shop {
                    public static void main(String[] args) {
                        int executed = org.flywaydb.core.Flyway.configure()
                                .dataSource(args[0], args[1], args[2])
                                .locations("classpath:db/migration")
                                .load()
                                .migrate()
                                .migrationsExecuted;
                        System.out.println("executed " + executed);
                    }
                }
                """);
        Path jar = new ArchiveBuilder()
                .with("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\nMain-Class: org.example.Shop\n\n")
                .with("org/example/Shop.class", main)
                .with("db/migration/", new byte[0])
                .with(
                        "db/migration/V1__notes.sql",
                        "create table notes (n int generated always as identity, what text);\n")
                .with("db/migration/V2__Backfill.class", migration)
                .with("db/migration/V3__three.sql", "insert into notes (what) values ('three');\n")
                .with("db/migration/R__view.sql", "create or replace view v as select what from notes;\n")
                .write(directory.resolve("target/shop.jar"));
        Path app = Files.createDirectories(app()).resolve("shop.jar");
        repackage(version, jar, app);
        return app;
    }

    private Path app() {
        return directory.resolve("app");
    }

    private void repackage(String version, Path jar, Path target) throws Exception {
        Path tools = Build.directory().resolve("spring-boot").resolve(version);
        List<Path> libraries = new ArrayList<>(files(tools.resolve("lib")));
        libraries.add(driver());
        try (URLClassLoader loader =
                new URLClassLoader(urls(files(tools.resolve("tools"))), ClassLoader.getPlatformClassLoader())) {
            Class<?> repackager = loader.loadClass("org.springframework.boot.loader.tools.Repackager");
            Class<?> libraryList = loader.loadClass("org.springframework.boot.loader.tools.Libraries");
            Class<?> callback = loader.loadClass("org.springframework.boot.loader.tools.LibraryCallback");
            Class<?> library = loader.loadClass("org.springframework.boot.loader.tools.Library");
            Class<?> scope = loader.loadClass("org.springframework.boot.loader.tools.LibraryScope");
            Object compile = scope.getField("COMPILE").get(null);
            Object list = Proxy.newProxyInstance(loader, new Class<?>[] {libraryList}, (proxy, method, args) -> {
                for (Path file : libraries) {
                    callback.getMethod("library", library)
                            .invoke(
                                    args[0],
                                    library.getConstructor(File.class, scope).newInstance(file.toFile(), compile));
                }
                return null;
            });
            repackager
                    .getMethod("repackage", File.class, libraryList)
                    .invoke(repackager.getConstructor(File.class).newInstance(jar.toFile()), target.toFile(), list);
        }
    }

    private static Path driver() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.matches(".*/postgresql-\\d[^/]*\\.jar"))
                .map(Path::of)
                .findFirst()
                .orElseThrow();
    }

    private static URL[] urls(List<Path> files) throws IOException {
        URL[] urls = new URL[files.size()];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = files.get(i).toUri().toURL();
        }
        return urls;
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    /** Runs the application, and returns its last line of output. */
    private String runApplication(Path jar, String database) throws Exception {
        Path output = directory.resolve("output-" + DATABASES.incrementAndGet());
        Process process = bed.children()
                .start(new ProcessBuilder(
                                Build.java(),
                                "-jar",
                                jar.toString(),
                                bed.postgres().jdbcUrl(database),
                                PostgresServer.USER,
                                PostgresServer.PASSWORD)
                        .redirectErrorStream(true)
                        .redirectOutput(Redirect.to(output.toFile())));
        assertThat(process.waitFor(TIMEOUT)).isTrue();
        List<String> lines = Files.readAllLines(output);
        assertThat(process.exitValue()).as("%s", lines).isZero();
        return lines.getLast();
    }

    private static PodProcess.Result migrate(String database, Path application) throws Exception {
        return start("pod", database, application).await(TIMEOUT);
    }

    private static PodProcess start(String pod, String database, Path application) throws IOException {
        return start(pod, database, application, Map.of());
    }

    /** Starts a pod with its Deployment's settings for Spring Boot, and the directory of its jar. */
    private static PodProcess start(String pod, String database, Path application, Map<String, String> more)
            throws IOException {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("SPRING_DATASOURCE_URL", bed.postgres().jdbcUrl(database));
        environment.put("SPRING_DATASOURCE_USERNAME", PostgresServer.USER);
        environment.put("SPRING_DATASOURCE_PASSWORD", PostgresServer.PASSWORD);
        environment.put("SPRING_FLYWAY_LOCATIONS", "classpath:db/migration");
        environment.put("SPRING_FLYWAY_ENABLED", "false");
        environment.put("FLYWAY_JAR_DIRS", application.toString());
        environment.put("MIGRATOR_COORDINATION", "database");
        environment.put("MIGRATOR_TERMINATION_LOG", "/dev/null");
        return PodProcess.start(bed.children(), PodProcess.PodSpec.named(pod).of(dist), environment, line -> {});
    }

    private static String freshDatabase() throws SQLException {
        String database = "spring_boot_" + DATABASES.incrementAndGet();
        bed.postgres().createDatabase(database);
        return database;
    }

    private static List<String> strings(String database, String query) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> strings = new ArrayList<>();
            while (rows.next()) {
                strings.add(rows.getString(1));
            }
            return strings;
        }
    }

    private static void execute(String database, String... statements) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(
                bed.postgres().jdbcUrl(database), PostgresServer.USER, PostgresServer.PASSWORD);
    }
}
