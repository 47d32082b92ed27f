package io.initmigrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import io.initmigrator.support.ObservedSession;
import io.initmigrator.support.PodProcess;
import io.initmigrator.support.PodProcess.PodSpec;
import io.initmigrator.support.PostgresServer;
import io.initmigrator.support.TestBed;
import java.io.IOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the output and the exit codes of the distribution, started as a user or a pod starts it. */
@Execution(CONCURRENT)
class CommandLineIT {

    private static final Path SHOP = Path.of("src/test/resources/demo/v1").toAbsolutePath();
    private static final Duration TIMEOUT = Duration.ofMinutes(10);
    private static final AtomicInteger DATABASES = new AtomicInteger();

    @AutoClose
    private static TestBed bed;

    private static PostgresServer postgres;

    @TempDir
    private Path directory;

    private Path migrations;
    private String database;
    private String moreForTheJvm = "";
    private final Map<String, String> environment = new HashMap<>();

    @BeforeAll
    static void startPostgres() throws IOException, SQLException {
        bed = TestBed.open();
        postgres = bed.postgres();
    }

    @BeforeEach
    void createDatabase() throws IOException, SQLException {
        migrations = Files.createDirectory(directory.resolve("migrations"));
        database = "command_line_" + DATABASES.incrementAndGet();
        postgres.createDatabase(database);
        environment.putAll(bed.pod(database, SHOP));
        environment.put("MIGRATOR_TERMINATION_LOG", terminationLog().toString());
    }

    @Test
    void misspelledSettingIsRefusedAndTheRightOneNamed() throws Exception {
        environment.put("MIGRATOR_LEASE_DURATON", "10s");

        PodProcess.Result result = run();

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.text()).contains("MIGRATOR_LEASE_DURATON", "MIGRATOR_LEASE_DURATION");
        assertThat(Files.readString(terminationLog())).contains("MIGRATOR_LEASE_DURATION");
    }

    /** Tests that a start with nothing to do still logs only one line. */
    @Test
    void podWithoutATokenSaysOnceThatItCoordinatesByTheDatabase() throws Exception {
        environment.put("MIGRATOR_COORDINATION", "auto");
        environment.put("KUBERNETES_SERVICE_HOST", "10.96.0.1");

        PodProcess.Result result = run();

        assertThat(result.exitCode()).as(result.text()).isZero();
        assertThat(result.text()).containsOnlyOnce("No service account token; coordinating by database");
        assertThat(run().text()).doesNotContain("service account");
    }

    @Test
    void whatWeRefuseAndWhatFlywayRefusesIsReportedTogether() throws Exception {
        environment.put("MIGRATOR_TIMEOUT", "soon");
        environment.put("FLYWAY_CONFIG_FILES", "/flyway.conf");
        environment.put("FLYWAY_TARGET", "newest");
        environment.put("FLYWAY_TABEL", "history");

        PodProcess.Result result = run();

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(Files.readString(terminationLog()))
                .hasLineCount(4)
                .contains("FLYWAY_CONFIG_FILES is not read", "MIGRATOR_TIMEOUT is")
                .contains("FLYWAY_TABEL is not a setting", "FLYWAY_TARGET is refused by Flyway");
    }

    @Test
    void wrongPasswordEndsWithTheWordsOfTheServer() throws Exception {
        environment.put("FLYWAY_PASSWORD", "not-the-password");

        PodProcess.Result result = run();

        assertThat(result.exitCode()).isEqualTo(5);
        assertThat(result.text())
                .contains("password authentication failed for user \"shop\"")
                .doesNotContain("not-the-password");
        assertThat(Files.readString(terminationLog())).contains("password authentication failed for user \"shop\"");
    }

    @Test
    void passwordFileAndVariablesOfLibpqAreEnough() throws Exception {
        List.of("FLYWAY_URL", "FLYWAY_USER", "FLYWAY_PASSWORD").forEach(environment::remove);
        environment.put("PGHOST", "localhost");
        environment.put("PGPORT", Integer.toString(postgres.port()));
        environment.put("PGDATABASE", database);
        environment.put("PGUSER", PostgresServer.USER);
        Path file = directory.resolve("pgpass");
        Files.writeString(file, "localhost:*:" + database + ":shop:" + PostgresServer.PASSWORD + "\n");
        environment.put("PGPASSFILE", file.toString());

        assertThat(run()).satisfies(CommandLineIT::isReady);
        assertThat(run()).satisfies(CommandLineIT::isReady);
    }

    /**
     * Covers Flyway without a UTF-8 locale, which silently ignores the second script. A shell writes the file, because this test may run in
     * such a locale itself.
     */
    @ParameterizedTest
    @ValueSource(strings = {"C", "xx_NOT_INSTALLED.UTF-8"})
    void scriptsWithNamesBeyondAsciiRunInWhateverLocale(String locale) throws Exception {
        Files.writeString(migrations.resolve("V1__first.sql"), "create table first (id bigint);\n");
        String write = "echo 'create table second (id bigint);' >\"$(printf 'V2__gr\\303\\274n.sql')\"";
        assertThat(new ProcessBuilder("sh", "-c", write)
                        .directory(migrations.toFile())
                        .start()
                        .waitFor())
                .isZero();
        environment.put("FLYWAY_LOCATIONS", "filesystem:" + migrations);
        environment.put("LC_ALL", locale);

        assertThat(run()).satisfies(CommandLineIT::isReady);

        try (Connection connection = postgres.connect(database);
                Statement statement = connection.createStatement()) {
            assertThat(statement.execute("select from second")).isTrue();
        }
    }

    /** Covers Flyway's memory: it reads a script completely, in several copies. The heap is half of that in a pod with 512Mi. */
    @Test
    void scriptOfFiftyMegabytesFitsIntoAHeapOfTwoHundredAndFiftySix() throws Exception {
        try (Writer script = Files.newBufferedWriter(migrations.resolve("V1__load.sql"))) {
            script.write("create table big (id bigint, text text);\nCOPY big (id, text) FROM STDIN;\n");
            for (int row = 0; row < 500_000; row++) {
                script.write(row + "\t" + "x".repeat(100) + "\n");
            }
            script.write("\\.\n");
        }
        assertThat(Files.size(migrations.resolve("V1__load.sql"))).isGreaterThan(50L * 1024 * 1024);
        environment.put("FLYWAY_LOCATIONS", "filesystem:" + migrations);
        moreForTheJvm = " -Xmx256m";

        assertThat(run()).satisfies(CommandLineIT::isReady);
        assertThat(run()).satisfies(CommandLineIT::isReady);
    }

    @Test
    void emptyDirectoryIsRefused() throws Exception {
        environment.put("FLYWAY_LOCATIONS", "filesystem:" + migrations);

        assertThat(run().exitCode()).isEqualTo(4);
    }

    @Test
    void brokenScriptIsNamedWithLineAndSqlState() throws Exception {
        Files.writeString(migrations.resolve("V1__good.sql"), "CREATE TABLE good (id int);\n");
        Files.writeString(migrations.resolve("V2__broken.sql"), """
                CREATE TABLE half_done (id int);

                INSERT INTO nowhere VALUES (1);
                """);
        environment.put("FLYWAY_LOCATIONS", "filesystem:" + migrations);

        PodProcess.Result result = run();

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(Files.readString(terminationLog()))
                .contains("V2__broken.sql", "42P01", "relation \"nowhere\" does not exist")
                .containsPattern("line 3|:3\\b");
    }

    @Test
    void secondRunHasNothingToDo() throws Exception {
        assertThat(run()).satisfies(CommandLineIT::isReady);
        int sessions = postgres.sessions(database).size();

        assertThat(run()).satisfies(CommandLineIT::isReady);

        assertThat(postgres.sessions(database)).hasSize(sessions + 1);
    }

    @Test
    void stockFlywayFindsNothingAmissAfterwards() throws Exception {
        assertThat(run()).satisfies(CommandLineIT::isReady);

        Flyway flyway = Flyway.configure()
                .dataSource(postgres.jdbcUrl(database), PostgresServer.USER, PostgresServer.PASSWORD)
                .locations("filesystem:" + SHOP)
                .load();

        assertThat(flyway.validateWithResult().invalidMigrations).isEmpty();
        assertThat(flyway.info().all())
                .hasSize(16)
                .extracting(MigrationInfo::getState)
                .containsOnly(MigrationState.SUCCESS);
        assertThat(flyway.migrate().migrationsExecuted).isZero();
    }

    @Test
    void withAReceiptNeitherFlywayNorKubernetesIsTouched() throws Exception {
        assertThat(classesLoadedBy(run())).anyMatch(name -> name.startsWith("org.flywaydb."));
        int before = postgres.sessions(database).size();
        try (ServerSocket nobodysApi = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            environment.put("MIGRATOR_COORDINATION", "lease");
            environment.put("KUBECONFIG", kubeconfigOf(nobodysApi).toString());
            environment.put("POD_NAMESPACE", "shop");
            environment.put("POD_UID", "some-uid");

            List<String> classes = classesLoadedBy(run());

            assertThat(wasAsked(nobodysApi)).isFalse();
            assertThat(classes)
                    .anyMatch(name -> name.startsWith("io.initmigrator."))
                    .noneMatch(name -> name.startsWith("org.flywaydb.") || name.startsWith("io.fabric8."));
        }
        List<ObservedSession> sessions = postgres.sessions(database);
        assertThat(sessions).hasSize(before + 1);
        assertThat(sessions.getLast().statements()).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void repairSaysWhatItDidAndTheNextStartHasNothingToDo() throws Exception {
        environment.put("FLYWAY_LOCATIONS", "filesystem:" + migrations);
        Path script = Files.writeString(migrations.resolve("V1__good.sql"), "CREATE TABLE good (id int);\n");
        assertThat(run()).satisfies(CommandLineIT::isReady);
        Files.writeString(script, "CREATE TABLE good (id int); -- as it was\n");
        assertThat(run().exitCode()).isEqualTo(4);
        assertThat(Files.readString(terminationLog())).contains("run init-migrator repair");
        PodProcess.Result repaired = run("repair");
        assertThat(repaired).satisfies(CommandLineIT::isReady);
        assertThat(repaired.text())
                .containsPattern("Aligned applied migration with bundle +script=V1__good.sql"
                        + " row=\"checksum -?\\d+ -> -?\\d+\"")
                .containsPattern("Repaired +pending=0");
        assertThat(classesLoadedBy(run())).noneMatch(name -> name.startsWith("org.flywaydb."));
    }

    @Test
    void helpNamesCommandsSettingsAndExitCodes() throws Exception {
        PodProcess.Result result = run("--help");

        assertThat(result.exitCode()).isZero();
        assertThat(result.text()).contains("migrate", "wait", "status", "FLYWAY_URL", "MIGRATOR_*", "Exit codes");
    }

    @Test
    void versionIsPrinted() throws Exception {
        PodProcess.Result result = run("--version");

        assertThat(result.exitCode()).isZero();
        assertThat(result.text()).containsPattern("\\d+\\.\\d+\\.\\d+");
    }

    private static void isReady(PodProcess.Result result) {
        assertThat(result.exitCode()).as(result.text()).isZero();
    }

    private Path terminationLog() {
        return directory.resolve("termination-log");
    }

    private PodProcess.Result run(String... arguments) throws IOException, InterruptedException {
        // The JVM reads only this variable after the launcher's own options, which switch its log off.
        environment.put("_JAVA_OPTIONS", "-Xlog:class+load:file=" + classLog() + moreForTheJvm);
        return PodProcess.start(bed.children(), PodSpec.named("orders-7d4-x2k9p", arguments), environment, line -> {})
                .await(TIMEOUT);
    }

    private Path classLog() {
        return directory.resolve("classes.log");
    }

    private List<String> classesLoadedBy(PodProcess.Result result) throws IOException {
        isReady(result);
        return Files.readAllLines(classLog()).stream()
                .map(line -> line.replaceFirst("^.*\\]\\s+", "").replaceFirst(" source: .*$", ""))
                .toList();
    }

    private Path kubeconfigOf(ServerSocket server) throws IOException {
        return Files.writeString(directory.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                current-context: none
                clusters: [{name: none, cluster: {server: "http://127.0.0.1:%d"}}]
                users: [{name: none, user: {}}]
                contexts: [{name: none, context: {cluster: none, user: none, namespace: default}}]
                """.formatted(server.getLocalPort()));
    }

    /** Checks whether a client has connected. */
    private static boolean wasAsked(ServerSocket server) throws IOException {
        server.setSoTimeout(1);
        try {
            server.accept().close();
            return true;
        } catch (SocketTimeoutException nobody) {
            return false;
        }
    }
}
