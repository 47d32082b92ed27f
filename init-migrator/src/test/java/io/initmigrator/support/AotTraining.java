package io.initmigrator.support;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Real runs of the distribution against a PostgreSQL and a Kubernetes API, during which the JVM records what the next start
 * should find prepared. Two caches, because all of the first is made ready at each start, needed or not: it holds what a start
 * with nothing to do needs, and the second, used bit by bit, what a waiting follower, a leader and a failure need besides.
 */
public final class AotTraining {

    private static final int SCRIPTS = 20;
    private static final int MIGRATION_FAILED = 3;

    private final Path dist;
    private final Path bundles;
    private final Map<String, String> environment;
    private final Children children;

    private AotTraining(Path dist, Path bundles, Map<String, String> environment, Children children) {
        this.dist = dist;
        this.bundles = bundles;
        this.environment = environment;
        this.children = children;
    }

    /**
     * Lays both into the distribution of the property {@code dist}: the first as its runtime's own archive, because the second
     * finds that wherever the tree is copied to.
     */
    public static void main(String[] args) throws Exception {
        Path directory = Files.createTempDirectory("init-migrator-training-");
        try (Children children = new Children();
                PostgresServer postgres = PostgresServer.start();
                KubernetesApi api = KubernetesApi.mock(children)) {
            layBundles(directory);
            new AotTraining(Build.dist(), directory, environment(postgres, api, directory), children).run();
        } finally {
            Trees.delete(directory);
        }
    }

    private void run() throws IOException, InterruptedException {
        Path nothingToDo = dist.resolve("runtime/lib/server/classes.jsa");
        Path work = dist.resolve("lib/init-migrator.jsa");
        // 1. A leader leaves a receipt, which the start to be recorded finds.
        expect(0, start("first"));
        expect(0, start("first", "-XX:AOTCacheOutput=" + nothingToDo));
        // 2. While another leads, one waits for its turn, then migrates, then fails.
        Process leader = start("second");
        Process follower = start("third", "-XX:ArchiveClassesAtExit=" + work);
        expect(0, leader);
        expect(MIGRATION_FAILED, follower);
    }

    private Process start(String bundle, String... options) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(dist.resolve("runtime/bin/java").toString());
        command.add("@" + dist.resolve("lib/jvm.options"));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", dist.resolve("lib/init-migrator.jar").toString(), "io.initmigrator.Main"));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(Redirect.INHERIT);
        builder.environment().keySet().removeIf(name -> name.startsWith("MIGRATOR_") || name.startsWith("FLYWAY_"));
        builder.environment().putAll(environment);
        builder.environment().put("FLYWAY_LOCATIONS", "filesystem:" + bundles.resolve(bundle));
        return children.start(builder);
    }

    private static void expect(int status, Process process) throws InterruptedException {
        if (process.waitFor() != status) {
            throw new IllegalStateException("exit " + process.exitValue() + " instead of " + status);
        }
    }

    private static Map<String, String> environment(PostgresServer postgres, KubernetesApi api, Path directory)
            throws SQLException {
        postgres.createDatabase("training");
        Map<String, String> environment = new HashMap<>(postgres.settings("training"));
        environment.put("KUBECONFIG", api.kubeconfig().toString());
        environment.put("MIGRATOR_COORDINATION", "lease");
        environment.put(
                "MIGRATOR_TERMINATION_LOG", directory.resolve("termination-log").toString());
        environment.put("POD_NAME", "training");
        return environment;
    }

    /** Each holds what the one before holds. */
    private static void layBundles(Path directory) throws IOException {
        for (String bundle : List.of("first", "second", "third")) {
            Path scripts = Files.createDirectory(directory.resolve(bundle));
            Files.writeString(scripts.resolve("R__view.sql"), "create or replace view v as select 1 as one;\n");
            layTables(scripts, 1);
            if (!bundle.equals("first")) {
                Files.writeString(scripts.resolve("V91__slow.sql"), "select pg_sleep(5);\n");
            }
        }
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
