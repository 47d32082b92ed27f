package io.initmigrator.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The entry point of the native image: on the JVM, and as the program that {@code scripts/build-fast-path} makes where that has been
 * run. It must answer exactly as {@code Main}, in whose place it starts.
 */
@ParameterizedClass
@MethodSource("entryPoints")
@Tag("heavy")
@Execution(CONCURRENT)
class FastPathIT {

    private static final String MAIN = "io.initmigrator.Main";
    private static final String DATABASE = "fast_path";

    /** Shows that no JVM was started: it would have to be this one. */
    private static final String NO_JVM = "/no/such/java";

    /** Options of the JVM, of each kind that the image's command line has: not for the program to read. */
    private static final List<String> OPTIONS =
            List.of("-XX:SharedArchiveFile=/no/such", "-XX:-Such", "-Dno=such", "@/no/such", "-cp", "/no/such");

    /** The time of a line, in both formats: the only bytes that may differ from the JVM's. */
    private static final String TIME = "(?m)^\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z|\"timestamp\":\\d{13}";

    private static final int HANDED_OVER = 42;

    @TempDir
    private static Path directory;

    private static Children children;
    private static TlsServer tls;
    private static Path bundle;
    private static Path larger;
    private static Path recorder;

    @Parameter
    private List<String> entryPoint = List.of();

    static List<List<String>> entryPoints() {
        Path program = Build.dist().resolve("lib/fast-path");
        List<String> onTheJvm = new ArrayList<>(java());
        onTheJvm.add(1, "--enable-native-access=ALL-UNNAMED");
        onTheJvm.add("io.initmigrator.NativeMain");
        return Files.exists(program) ? List.of(onTheJvm, List.of(program.toString())) : List.of(onTheJvm);
    }

    @BeforeAll
    static void migrate() throws Exception {
        children = new Children();
        tls = TlsServer.start(Files.createDirectory(directory.resolve("tls")));
        tls.postgres().createDatabase(DATABASE);
        bundle = Files.createDirectory(directory.resolve("bündel"));
        Files.writeString(bundle.resolve("V1__größe.sql"), "create table a (id int);\n");
        larger = Files.createDirectory(directory.resolve("larger"));
        Files.copy(bundle.resolve("V1__größe.sql"), larger.resolve("V1__größe.sql"));
        Files.writeString(larger.resolve("V2__b.sql"), "create table b (id int);\n");
        Files.createDirectory(directory.resolve("empty"));
        recorder = Files.writeString(directory.resolve("recorder"), """
                echo $$ >"$RECORD/pid"
                tr '\\0' '\\n' <"/proc/$$/environ" >"$RECORD/environment"
                printf '%%s\\n' "$@" >"$RECORD/arguments"
                exit %d
                """.formatted(HANDED_OVER));
        assertThat(run(main(), environment(), "migrate").code()).isZero();
    }

    @AfterAll
    static void end() throws IOException {
        if (tls != null) {
            tls.close();
            children.close();
        }
    }

    static Stream<List<String>> waysToAsk() {
        return Stream.of("text", "json")
                .flatMap(format -> Stream.of(List.of(format), List.of(format, "migrate"), List.of(format, "wait")));
    }

    @ParameterizedTest
    @MethodSource("waysToAsk")
    void nothingToDoIsAnsweredAsTheJvmAnswersIt(List<String> way) throws Exception {
        Map<String, String> environment = environment();
        environment.put("MIGRATOR_LOG_FORMAT", way.getFirst());
        // A line more, with the password in it.
        environment.put(
                "SPRING_FLYWAY_"
                        + PostgresServer.PASSWORD
                                .toUpperCase(java.util.Locale.ROOT)
                                .replace('-', '_'),
                "x");
        String[] arguments = way.subList(1, way.size()).toArray(String[]::new);

        Result jvm = run(main(), environment, arguments);
        Result fast = run(fastPath(withOptions(NO_JVM)), environment, arguments);

        assertThat(fast).isEqualTo(jvm);
        assertThat(fast.code()).isZero();
        assertThat(fast.output()).contains("Schema is current");
        assertThat(fast.terminationMessage()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void nothingToDoIsAnsweredOverTls(TlsServer.Mode mode) throws Exception {
        Map<String, String> environment = environment();
        environment.putAll(tls.settings(DATABASE, mode));

        Result fast = run(fastPath(withOptions(NO_JVM)), environment, "migrate");

        assertThat(fast.output()).contains("Schema is current");
        assertThat(fast.code()).isZero();
    }

    /** Covers the driver's farewell to a server that has already closed the connection: it must not end in SIGPIPE. */
    @Test
    void nothingToDoIsAnsweredOverTlsByManyAtOnce() throws Exception {
        Map<String, String> environment = environment();
        environment.putAll(tls.settings(DATABASE, TlsServer.Mode.VERIFY_FULL));
        List<Started> started = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            started.add(start(fastPath(withOptions(NO_JVM)), environment, "migrate"));
        }

        for (Started process : started) {
            Result result = await(process);
            assertThat(result.code()).as(result.toString()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void nothingToDoIsAnsweredHoweverTheDatabaseIsNamed(int way) throws Exception {
        Map<String, String> environment = environment();
        environment.keySet().removeAll(tls.postgres().settings(DATABASE).keySet());
        environment.putAll(tls.postgres().settingsVariants(DATABASE).get(way));

        assertThat(run(fastPath(withOptions(NO_JVM)), environment).code()).isZero();
    }

    static List<Handover> handovers() {
        Path silent = directory.resolve("empty");
        return List.of(
                Handover.of("pending migrations", Map.of("FLYWAY_LOCATIONS", "filesystem:" + larger), "migrate"),
                Handover.of(
                        "pending migrations to wait for", Map.of("FLYWAY_LOCATIONS", "filesystem:" + larger), "wait"),
                Handover.of("a rollout that is not recorded", Map.of("MIGRATOR_REVISION", "7d4b9c8f6d"), "migrate"),
                Handover.of("an empty bundle", Map.of("FLYWAY_LOCATIONS", "filesystem:" + silent), "migrate"),
                Handover.of("no bundle", Map.of("FLYWAY_LOCATIONS", "filesystem:/größe"), "migrate"),
                Handover.of("another command", Map.of(), "status", "--output", "json"),
                Handover.of("a version to wait for", Map.of(), "wait", "--version", "1"),
                Handover.of("deferred scripts", Map.of(), "migrate", "--deferred"),
                Handover.of("help", Map.of(), "--help"),
                Handover.of("an argument beyond ASCII", Map.of(), "lint", "größe \n *"),
                Handover.of("an unknown option", Map.of(), "migrate", "--größe"),
                Handover.of("an unknown setting", Map.of("MIGRATOR_TIMEOU", "1s"), "migrate"),
                Handover.of("a wrong password", Map.of("FLYWAY_PASSWORD", "wrong"), "migrate"),
                Handover.of("no server", Map.of("FLYWAY_URL", "jdbc:postgresql://localhost:1/x"), "migrate"),
                Handover.of(
                        "a certificate that is not trusted",
                        Map.of(
                                "FLYWAY_URL",
                                tls.postgres().jdbcUrl(DATABASE) + "?sslmode=verify-full&sslrootcert="
                                        + bundle.resolve("V1__größe.sql")),
                        "migrate"),
                Handover.of(
                        "a factory of the application",
                        Map.of(
                                "FLYWAY_URL",
                                tls.postgres().jdbcUrl(DATABASE) + "?sslmode=require&sslfactory=com.example.Factory"),
                        "migrate"),
                Handover.of("details", Map.of("MIGRATOR_LOG_LEVEL", "debug"), "migrate"),
                Handover.of("a webhook", Map.of("MIGRATOR_WEBHOOK_URL", "http://localhost:1/"), "migrate"),
                Handover.of("options of the JVM", Map.of("JAVA_TOOL_OPTIONS", "-Dx=y"), "migrate"));
    }

    /** Before anything was printed or written, with the same arguments, environment and process. */
    @ParameterizedTest
    @MethodSource("handovers")
    void everythingElseIsLeftToTheJvm(Handover handover) throws Exception {
        Path record = Files.createTempDirectory(directory, "record");
        Map<String, String> environment = environment();
        environment.putAll(handover.environment());
        environment.put("RECORD", record.toString());
        environment.put("GRÖSSE", "größe");
        int receipts = tls.postgres()
                .number(DATABASE, "select count(*) from init_migrator_receipt where revisions like '%7d4b9c8f6d%'");

        Result result = run(
                fastPath(withOptions("/bin/sh", recorder.toString())),
                environment,
                handover.arguments().toArray(String[]::new));

        assertThat(result.code()).isEqualTo(HANDED_OVER);
        assertThat(result.error().replaceFirst("^Picked up JAVA_TOOL_OPTIONS: .*\n", ""))
                .isEmpty();
        assertThat(result.output()).isEmpty();
        assertThat(result.terminationMessage()).isEmpty();
        assertThat(Files.readString(record.resolve("pid")).strip()).isEqualTo(Long.toString(result.pid()));
        assertThat(Files.readString(record.resolve("arguments")))
                .isEqualTo(Stream.of(OPTIONS, List.of(MAIN), handover.arguments())
                        .flatMap(List::stream)
                        .map(word -> word + "\n")
                        .collect(Collectors.joining()));
        assertThat(Files.readAllLines(record.resolve("environment")))
                .containsExactlyInAnyOrderElementsOf(environment.entrySet().stream()
                        .map(variable -> variable.getKey() + "=" + variable.getValue())
                        .toList());
        assertThat(tls.postgres()
                        .number(
                                DATABASE,
                                "select count(*) from init_migrator_receipt where revisions like '%7d4b9c8f6d%'"))
                .isEqualTo(receipts);
    }

    @Test
    void theJvmMigratesInItsPlace() throws Exception {
        tls.postgres().createDatabase("handed_over_" + entryPoint.size());
        Map<String, String> environment = environment();
        environment.putAll(tls.postgres().settings("handed_over_" + entryPoint.size()));

        Result result = run(fastPath(java().toArray(String[]::new)), environment, "migrate");

        assertThat(result.code()).as(result.toString()).isZero();
        assertThat(result.output()).contains("Migration succeeded");
        assertThat(result.output().lines().filter(line -> line.contains("Elected leader")))
                .hasSize(1);
        assertThat(run(fastPath(withOptions(NO_JVM)), environment, "migrate").code())
                .isZero();
    }

    @Test
    void sigtermEndsItAsItEndsTheJvm() throws Exception {
        Result jvm = stopped(main(), false, false);
        Result fast = stopped(fastPath(withOptions(NO_JVM)), false, false);

        assertThat(fast).isEqualTo(jvm);
        assertThat(fast.code()).isEqualTo(143);
        assertThat(fast.terminationMessage()).startsWith("terminated by a signal");
    }

    /** Whose default is to ignore every signal. */
    @Test
    void sigtermEndsProcessOneToo() throws Exception {
        assumeTrue(run(List.of("unshare", "-Urpf", "true"), environment()).code() == 0, "no PID namespaces here");

        Result fast = stopped(fastPath(withOptions(NO_JVM)), true, false);

        assertThat(fast.code()).isEqualTo(143);
        assertThat(fast.terminationMessage()).startsWith("terminated by a signal");
    }

    /** Covers what a process passes on to the program that replaces it: ignored and blocked signals. */
    @Test
    void sigtermEndsTheJvmInItsPlace() throws Exception {
        Result result = stopped(fastPath(java().toArray(String[]::new)), false, true);

        assertThat(result.code()).as(result.toString()).isEqualTo(143);
        assertThat(result.terminationMessage()).startsWith("terminated by a signal");
    }

    @Test
    void missingJvmIsAnError() throws Exception {
        Map<String, String> environment = environment();
        Result result = run(fastPath(withOptions(NO_JVM)), environment, "status");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.error())
                .isEqualTo(
                        "init-migrator: cannot execute " + NO_JVM + "; check that the file exists and is executable\n");

        Result bare = run(entryPoint, environment, "status");
        assertThat(bare.code()).isEqualTo(1);
        assertThat(bare.error()).contains("start bin/init-migrator");
    }

    /** Of a process; times in the output are replaced. */
    private record Result(int code, String output, String error, String terminationMessage, long pid) {

        /** But for the process id. */
        @Override
        public boolean equals(Object other) {
            return other
                            instanceof
                            Result(int otherCode, String otherOutput, String otherError, String message, long otherPid)
                    && code == otherCode
                    && output.equals(otherOutput)
                    && error.equals(otherError)
                    && terminationMessage.equals(message);
        }

        @Override
        public int hashCode() {
            return output.hashCode();
        }
    }

    /** A start that is not the fast path's to answer. */
    record Handover(String what, Map<String, String> environment, List<String> arguments) {

        static Handover of(String what, Map<String, String> environment, String... arguments) {
            return new Handover(what, environment, List.of(arguments));
        }

        @Override
        public String toString() {
            return what;
        }
    }

    private static List<String> java() {
        return List.of(
                Build.java(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"));
    }

    private static List<String> main() {
        return Stream.concat(java().stream(), Stream.of(MAIN)).toList();
    }

    private List<String> fastPath(String... jvm) {
        return Stream.of(entryPoint.stream(), Stream.of(jvm), Stream.of(MAIN))
                .flatMap(words -> words)
                .toList();
    }

    private static String[] withOptions(String... program) {
        return Stream.concat(Stream.of(program), OPTIONS.stream()).toArray(String[]::new);
    }

    private static Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(tls.postgres().settings(DATABASE));
        environment.put("LC_ALL", "C.UTF-8");
        environment.put("PATH", System.getenv("PATH"));
        environment.put("FLYWAY_LOCATIONS", "filesystem:" + bundle);
        environment.put("MIGRATOR_COORDINATION", "database");
        environment.put("POD_NAME", "orders");
        return environment;
    }

    private static Result run(List<String> command, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException, SQLException {
        return await(start(command, environment, arguments));
    }

    /** A process and its files. */
    private record Started(Process process, Path files) {}

    private static Started start(List<String> command, Map<String, String> environment, String... arguments)
            throws IOException {
        Path files = Files.createTempDirectory(directory, "run");
        ProcessBuilder builder = new ProcessBuilder(
                        Stream.concat(command.stream(), Stream.of(arguments)).toList())
                .redirectOutput(files.resolve("output").toFile())
                .redirectError(files.resolve("error").toFile());
        environment.put("MIGRATOR_TERMINATION_LOG", files.resolve("termination").toString());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return new Started(children.start(builder), files);
    }

    private static Result await(Started started) throws IOException, InterruptedException {
        assertThat(started.process().waitFor(Duration.ofMinutes(2))).isTrue();
        return new Result(
                started.process().exitValue(),
                text(started.files().resolve("output")),
                text(started.files().resolve("error")),
                text(started.files().resolve("termination")),
                started.process().pid());
    }

    private static String text(Path file) throws IOException {
        return Files.exists(file) ? Files.readString(file).replaceAll(TIME, "TIME") : "";
    }

    /**
     * SIGTERM once it is connected to a server that says nothing.
     *
     * @param handedOver true to let the fast path fail first, so that the JVM is connected
     */
    private static Result stopped(List<String> command, boolean asProcessOne, boolean handedOver)
            throws IOException, InterruptedException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            // A program that ends before would be waited for without end.
            silent.setSoTimeout(60_000);
            Map<String, String> environment = environment();
            environment.put(
                    "FLYWAY_URL", "jdbc:postgresql://localhost:" + silent.getLocalPort() + "/x?sslmode=disable");
            List<String> all = new ArrayList<>(asProcessOne ? List.of("unshare", "-Urpf") : List.of());
            all.addAll(command);
            Started started = start(all, environment, "migrate");
            if (handedOver) {
                silent.accept().close();
            }
            try (Socket connection = silent.accept()) {
                assertThat(new String(connection.getInputStream().readNBytes(8), StandardCharsets.ISO_8859_1))
                        .hasSize(8);
                ProcessHandle process = started.process().toHandle();
                (asProcessOne ? process.children().findFirst().orElseThrow() : process).destroy();
                return await(started);
            }
        }
    }
}
