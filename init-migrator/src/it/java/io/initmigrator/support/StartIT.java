package io.initmigrator.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests the cost of a start with nothing to do, with the tree that {@code scripts/build-dist} creates; skipped for the tree of Maven alone.
 */
@Tag("heavy")
class StartIT {

    private static final int ROUNDS = 7;

    /**
     * Limits the time of a start, relative to a plain JDK program that sends one query. Measured: 0.33 to 0.36; the rest is a margin for a
     * busy machine.
     */
    private static final double MAX_SHARE = 0.5;

    /** Limits the loaded classes. The JVM loads all of the first cache, TLS included, at each start. Measured: 3,430. */
    private static final long MAX_CLASSES = 3_600;

    /** Limits the classes that the JVM stores in no cache: classes of events. */
    private static final long MAX_CLASSES_OUTSIDE_THE_CACHE = 12;

    /** Limits the same with TLS, which adds the JDK's switches over key types. Measured: 19 to 25. */
    private static final long MAX_CLASSES_OUTSIDE_THE_CACHE_OVER_TLS = 32;

    /** Limits the processor time of a start with TLS, relative to one without. Measured: 1.86. */
    private static final double MAX_TLS_SHARE = 2.5;

    @TempDir
    private static Path directory;

    private static Children children;
    private static PostgresServer postgres;
    private static TlsServer tls;
    private static Path dist;

    @BeforeAll
    static void migrate() throws Exception {
        assumeTrue(Files.exists(Build.dist().resolve("lib/init-migrator.jsa")), "scripts/build-dist has not been run");
        dist = copyOf(Build.dist());
        children = new Children();
        postgres = PostgresServer.start();
        postgres.createDatabase("start");
        Path bundle = Files.createDirectory(directory.resolve("bundle"));
        for (int version = 1; version <= 50; version++) {
            Files.writeString(bundle.resolve("V" + version + "__t.sql"), "create table t" + version + " (id int);\n");
        }
        assertThat(run(start())).isZero();
        tls = TlsServer.start(Files.createDirectory(directory.resolve("tls")));
        tls.postgres().createDatabase("start");
        assertThat(run(startOverTls(TlsServer.Mode.REQUIRE))).isZero();
    }

    @AfterAll
    static void end() throws IOException {
        if (postgres != null) {
            postgres.close();
        }
        if (tls != null) {
            tls.close();
            children.close();
        }
    }

    /** Covers {@code -Xshare:on}, with which the JVM refuses to start without a usable cache. */
    @Test
    void copiedTreeFindsItsAotCacheUsable() throws IOException, InterruptedException {
        assertThat(run(start("-Xshare:on"))).isZero();
    }

    @ParameterizedTest
    @MethodSource("settingsVariants")
    void nothingToDoLoadsFewClassesAndNearlyAllFromTheCache(Map<String, String> database)
            throws IOException, InterruptedException {
        Path log = directory.resolve("classes");
        ProcessBuilder start = start("-Xlog:class+load:file=" + log);
        start.environment().keySet().removeAll(postgres.settings("start").keySet());
        start.environment().keySet().removeAll(List.of("POD_NAME", "HOSTNAME"));
        start.environment().putAll(database);

        assertThat(run(start)).isZero();

        List<String> loaded = Files.readAllLines(log);
        assertThat(loaded).hasSizeLessThan((int) MAX_CLASSES);
        assertThat(loaded.stream().filter(line -> !line.contains("shared objects file")))
                .hasSizeLessThan((int) MAX_CLASSES_OUTSIDE_THE_CACHE);
        assertThat(loaded).noneMatch(line -> line.contains("$$Lambda") && !line.contains("shared objects file"));
        assertThat(loaded)
                .noneMatch(line -> line.contains(" org.flywaydb.") || line.contains(" io.fabric8."))
                .noneMatch(line -> line.contains(" io.initmigrator.telemetry."));
    }

    @ParameterizedTest
    @EnumSource
    void nothingToDoOverTlsLoadsNearlyAllClassesFromTheCaches(TlsServer.Mode mode)
            throws IOException, InterruptedException {
        Path log = directory.resolve("classes-over-tls");

        assertThat(run(startOverTls(mode, "-Xlog:class+load:file=" + log))).isZero();

        List<String> loaded = Files.readAllLines(log);
        assertThat(loaded).hasSizeLessThan((int) MAX_CLASSES);
        assertThat(loaded).anyMatch(line -> line.contains(" sun.security.ssl.ClientHello "));
        assertThat(loaded.stream().filter(line -> !line.contains("shared objects file")))
                .hasSizeLessThan((int) MAX_CLASSES_OUTSIDE_THE_CACHE_OVER_TLS);
    }

    @Test
    void nothingToDoOverTlsTakesLittleMoreProcessorTime() throws IOException, InterruptedException {
        List<Double> shares = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            shares.add(processorTime(startOverTls(TlsServer.Mode.VERIFY_FULL)) / processorTime(start()));
        }
        shares.sort(null);
        assertThat(shares.get(ROUNDS / 2)).as("shares %s", shares).isLessThan(MAX_TLS_SHARE);
    }

    static List<Map<String, String>> settingsVariants() {
        return postgres.settingsVariants("start");
    }

    /** Forbids a garbage collection, which takes as long as a query to PostgreSQL and copies the surviving objects. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void nothingToDoCollectsNoGarbage(boolean overTls) throws IOException, InterruptedException {
        Path log = directory.resolve("collections");
        String option = "-Xlog:gc=info:file=" + log;

        assertThat(run(overTls ? startOverTls(TlsServer.Mode.VERIFY_FULL, option) : start(option)))
                .isZero();

        assertThat(Files.readAllLines(log))
                .anyMatch(line -> line.contains("Using Serial"))
                .noneMatch(line -> line.contains("Pause"));
    }

    /** Forbids two initialisations, each of which takes as long as reading all settings. */
    @Test
    void nothingToDoNeedsNeitherDecimalsNorPatternsOfSecrets() throws IOException, InterruptedException {
        Path log = directory.resolve("initialized");

        assertThat(run(start("-Xlog:class+init=info:file=" + log))).isZero();

        assertThat(Files.readAllLines(log))
                .anyMatch(line -> line.contains("Initializing 'org/postgresql/Driver'"))
                .noneMatch(line -> line.contains("Initializing 'java/math/BigDecimal'"))
                .noneMatch(line -> line.contains("Initializing 'java/util/regex/Pattern$Behind'"));
    }

    @Test
    void nothingToDoTakesAFractionOfAPlainQuestion() throws IOException, InterruptedException {
        List<Double> shares = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            shares.add((double) time(start()) / time(plainSelect()));
        }
        shares.sort(null);
        assertThat(shares.get(ROUNDS / 2)).as("shares %s", shares).isLessThan(MAX_SHARE);
    }

    private static long time(ProcessBuilder command) throws IOException, InterruptedException {
        long started = System.nanoTime();
        assertThat(run(command)).isZero();
        return System.nanoTime() - started;
    }

    /** Returns the processor time of the process in seconds. */
    private static double processorTime(ProcessBuilder start) throws IOException, InterruptedException {
        Path times = directory.resolve("times");
        List<String> command = new ArrayList<>(List.of("sh", "-c", "\"$@\" >/dev/null && times", "sh"));
        command.addAll(start.command());
        start.command(command).redirectOutput(times.toFile());
        assertThat(run(start)).isZero();
        // The second line of the output has the times of the children: 0m0.123456s 0m0.012345s
        return Arrays.stream(Files.readAllLines(times).get(1).split("\\s+"))
                .map(time -> time.replaceFirst("^\\d+m", "").replace("s", ""))
                .mapToDouble(Double::parseDouble)
                .sum();
    }

    private static int run(ProcessBuilder command) throws IOException, InterruptedException {
        Process process = children.start(command);
        assertThat(process.waitFor(Duration.ofMinutes(1))).isTrue();
        return process.exitValue();
    }

    /** Returns the command of the image's entry point with further options. */
    private static ProcessBuilder start(String... options) {
        List<String> command = new ArrayList<>();
        command.add(dist.resolve("runtime/bin/java").toString());
        command.add("-XX:SharedArchiveFile=" + dist.resolve("lib/init-migrator.jsa"));
        command.add("@" + dist.resolve("lib/jvm.options"));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", dist.resolve("lib/init-migrator.jar").toString(), "io.initmigrator.Main"));
        ProcessBuilder builder = quiet(command);
        builder.environment().putAll(postgres.settings("start"));
        builder.environment().put("FLYWAY_LOCATIONS", "filesystem:" + directory.resolve("bundle"));
        builder.environment().put("MIGRATOR_COORDINATION", "database");
        builder.environment()
                .put("MIGRATOR_TERMINATION_LOG", directory.resolve("end").toString());
        return builder;
    }

    private static ProcessBuilder startOverTls(TlsServer.Mode mode, String... options) {
        ProcessBuilder builder = start(options);
        builder.environment().putAll(tls.settings("start", mode));
        return builder;
    }

    private static ProcessBuilder plainSelect() {
        return quiet(List.of(
                Build.java(),
                "-cp",
                Build.testClassPath(),
                "io.initmigrator.support.PlainSelect",
                postgres.jdbcUrl("start"),
                PostgresServer.USER,
                PostgresServer.PASSWORD));
    }

    private static ProcessBuilder quiet(List<String> command) {
        return new ProcessBuilder(command).redirectOutput(Redirect.DISCARD).redirectError(Redirect.INHERIT);
    }

    /**
     * Copies the tree to another directory and keeps the jar's modification time, by which the JVM recognises it, as an image's layer does.
     */
    private static Path copyOf(Path tree) throws IOException {
        Path copy = directory.resolve("opt").resolve("elsewhere");
        Files.createDirectories(copy);
        try (Stream<Path> paths = Files.walk(tree)) {
            for (Path path : paths.filter(path -> !path.equals(tree)).toList()) {
                Path target = copy.resolve(tree.relativize(path).toString());
                Files.copy(path, target, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        return copy;
    }
}
