package io.initmigrator.support;

import io.initmigrator.schema.ArchiveBuilder;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs the distribution against a PostgreSQL and a Kubernetes API while the JVM records the classes for its caches. There are two caches,
 * because each start loads the first one completely: it contains the classes of a start with nothing to do, with and without TLS, for every
 * way to configure the database. The second one is read on demand, and contains the further classes of a waiting follower, a leader and a
 * failure.
 */
public final class AotTraining {

    private static final int SCRIPTS = 20;
    private static final int MIGRATION_FAILED = 3;
    private static final String DATABASE = "training";

    private final Path dist;
    private final Path directory;
    private final Children children;
    private final PostgresServer postgres;
    private final TlsServer tls;
    private final KubernetesApi api;

    private AotTraining(
            Path dist, Path directory, Children children, PostgresServer postgres, TlsServer tls, KubernetesApi api) {
        this.dist = dist;
        this.directory = directory;
        this.children = children;
        this.postgres = postgres;
        this.tls = tls;
        this.api = api;
    }

    /**
     * Writes both caches into the distribution of the property {@code dist}: the first as its runtime's own archive, because the second
     * then finds it wherever the tree is copied.
     */
    public static void main(String[] args) throws Exception {
        Path directory = Files.createTempDirectory("init-migrator-training-");
        try (Children children = new Children();
                PostgresServer postgres = PostgresServer.start();
                TlsServer tls = TlsServer.start(Files.createDirectory(directory.resolve("tls")));
                KubernetesApi api = KubernetesApi.mock(children)) {
            layBundles(directory);
            postgres.createDatabase(DATABASE);
            tls.postgres().createDatabase(DATABASE);
            new AotTraining(Build.dist(), directory, children, postgres, tls, api).run();
        } finally {
            Trees.delete(directory);
        }
    }

    private void run() throws IOException, InterruptedException {
        Path nothingToDo = dist.resolve("runtime/lib/server/classes.jsa");
        Path work = dist.resolve("lib/init-migrator.jsa");
        // 1. A leader writes a receipt, which the recorded starts find.
        expect(0, start("first", environment(postgres.settings(DATABASE))));
        expect(0, start("first", environment(tls.settings(DATABASE, TlsServer.Mode.REQUIRE))));
        expect(0, dump(classesOfStartsWithNothingToDo(), nothingToDo));
        // 2. While another pod leads, one waits for its turn, then migrates, then fails.
        Map<String, String> pod = environment(tls.settings(DATABASE, TlsServer.Mode.CLIENT_CERTIFICATE));
        Process leader = start("second", pod);
        Process follower = start("third", pod, "-XX:ArchiveClassesAtExit=" + work);
        expect(0, leader);
        expect(MIGRATION_FAILED, follower);
    }

    /** Writes the list in the JVM's format, each class once: the JVM allows only one id for a class, and needs none. */
    private Path classesOfStartsWithNothingToDo() throws IOException, InterruptedException {
        Path list = directory.resolve("classes");
        Set<String> classes = new LinkedHashSet<>();
        for (Map<String, String> way : startsWithNothingToDo()) {
            expect(0, start("first", way, "-XX:DumpLoadedClassList=" + list));
            for (String line : Files.readAllLines(list)) {
                classes.add(line.replaceFirst(" id: \\d+$", ""));
            }
        }
        return Files.write(list, classes);
    }

    /**
     * Returns the environments of a start in a pod and outside one; then with TLS, which would cost 15 MiB of memory in the second archive.
     */
    private List<Map<String, String>> startsWithNothingToDo() {
        List<Map<String, String>> starts = new ArrayList<>();
        for (Map<String, String> way : postgres.settingsVariants(DATABASE)) {
            starts.add(environment(way));
            Map<String, String> outside = environment(way);
            outside.remove("POD_NAME");
            outside.put("MIGRATOR_LOG_FORMAT", "json");
            starts.add(outside);
        }
        for (TlsServer.Mode mode : TlsServer.Mode.values()) {
            starts.add(environment(tls.settings(DATABASE, mode)));
        }
        return starts;
    }

    private Process dump(Path classes, Path archive) throws IOException {
        return children.start(java(
                "-Xshare:dump",
                // Stores linked classes, as an AOT cache does.
                "-XX:+AOTClassLinking",
                "-XX:SharedClassListFile=" + classes,
                "-XX:SharedArchiveFile=" + archive));
    }

    private Process start(String bundle, Map<String, String> environment, String... options) throws IOException {
        ProcessBuilder builder = java(options);
        builder.command().add("io.initmigrator.Main");
        builder.environment()
                .keySet()
                .removeIf(name -> name.matches("(MIGRATOR|FLYWAY|PG|POD).*|DATABASE_URL|HOSTNAME"));
        builder.environment().putAll(environment);
        builder.environment()
                .put("FLYWAY_LOCATIONS", "filesystem:" + directory.resolve(bundle) + moreLocations(bundle));
        builder.environment()
                .put("FLYWAY_JAR_DIRS", directory.resolve("application").toString());
        return children.start(builder);
    }

    /** Adds archives to the last bundle only, so that the classes which read them are in the second cache, but not loaded by each start. */
    private static String moreLocations(String bundle) {
        return bundle.equals("third") ? ",classpath:db/migration" : "";
    }

    private ProcessBuilder java(String... options) {
        List<String> command = new ArrayList<>();
        command.add(dist.resolve("runtime/bin/java").toString());
        command.add("@" + dist.resolve("lib/jvm.options"));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", dist.resolve("lib/init-migrator.jar").toString()));
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(Redirect.INHERIT);
    }

    private static void expect(int status, Process process) throws InterruptedException {
        if (process.waitFor() != status) {
            throw new IllegalStateException("exit " + process.exitValue() + " instead of " + status);
        }
    }

    private Map<String, String> environment(Map<String, String> database) {
        Map<String, String> environment = new HashMap<>(database);
        environment.put("KUBECONFIG", api.kubeconfig().toString());
        environment.put("MIGRATOR_COORDINATION", "lease");
        environment.put(
                "MIGRATOR_TERMINATION_LOG", directory.resolve("termination-log").toString());
        environment.put("POD_NAME", "training");
        return environment;
    }

    /** Writes bundles of which each contains the previous one. */
    private static void layBundles(Path directory) throws IOException {
        for (String bundle : List.of("first", "second", "third")) {
            Path scripts = Files.createDirectory(directory.resolve(bundle));
            Files.writeString(scripts.resolve("R__view.sql"), "create or replace view v as select 1 as one;\n");
            layTables(scripts, 1);
            if (!bundle.equals("first")) {
                Files.writeString(scripts.resolve("V91__slow.sql"), "select pg_sleep(5);\n");
            }
        }
        new ArchiveBuilder()
                .stored(
                        "BOOT-INF/lib/schema.jar",
                        new ArchiveBuilder()
                                .with("db/migration/R__one.sql", "select 1;\n")
                                .bytes())
                .write(directory.resolve("application/app.jar"));
        Path failing = directory.resolve("third");
        layTables(failing, 100);
        Files.writeString(failing.resolve("V200__index.sql"), "create index concurrently i on t1 (name);\n");
        Files.writeString(failing.resolve("V201__fails.sql"), "select 1;\nselect no_such_column from t1;\n");
    }

    private static void layTables(Path scripts, int from) throws IOException {
        for (int version = from; version < from + SCRIPTS; version++) {
            Files.writeString(
                    scripts.resolve("V" + version + "__table.sql"),
                    "create table t" + version + " (id bigint primary key, name text not null);\n" + "insert into t"
                            + version + " values (1, 'a;b');\n");
        }
    }
}
