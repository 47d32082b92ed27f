package io.initmigrator.demo;

import io.initmigrator.demo.Scene.Part;
import io.initmigrator.support.Children;
import io.initmigrator.support.KubernetesApi;
import io.initmigrator.support.PodProcess;
import io.initmigrator.support.PodProcess.PodSpec;
import io.initmigrator.support.PostgresServer;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Runs PostgreSQL, the Kubernetes API, and the pods. */
final class DemoEnvironment implements AutoCloseable {

    static final String DATABASE = "orders";

    private static final Duration TIMEOUT = Duration.ofMinutes(5);
    private static final Duration POLL_PERIOD = Duration.ofMillis(50);

    private final Children children = new Children();
    private final String leaseName = "orders-demo-" + ProcessHandle.current().pid();
    private @Nullable PostgresServer postgres;
    private @Nullable KubernetesApi kubernetes;
    private @Nullable Path application;
    private boolean keepPostgres;
    private boolean closed;
    private volatile boolean ending;
    private volatile List<PodProcess> running = List.of();

    synchronized PostgresServer openPostgres() throws IOException, SQLException {
        requireOpen();
        postgres = PostgresServer.start();
        postgres.createDatabase(DATABASE);
        return postgres;
    }

    synchronized KubernetesApi openKubernetes(boolean ownCluster) throws IOException, InterruptedException {
        requireOpen();
        kubernetes = ownCluster ? KubernetesApi.ofKubeconfig() : KubernetesApi.mock(children);
        return kubernetes;
    }

    /** Returns the directory of the application whose jar contains the migrations; removed on close. */
    synchronized Path application() throws IOException {
        requireOpen();
        if (application == null) {
            application = Files.createTempDirectory("init-migrator-demo");
        }
        return application;
    }

    /** Leaves PostgreSQL running on close. */
    synchronized void keepPostgres() {
        keepPostgres = true;
    }

    /** Returns true while the demo is being closed, so that errors need no message. */
    boolean isEnding() {
        return ending;
    }

    /** Returns the number of pods of the current scene that have ended. */
    int podsEnded() {
        return (int) running.stream().filter(pod -> !pod.process().isAlive()).count();
    }

    /** Starts all pods of a scene and waits until each has ended. */
    RolloutReport play(Scene scene, BiConsumer<Integer, String> listener) throws Exception {
        OptionalLong before = kubernetes().requests();
        running = startAll(scene, listener);
        List<PodProcess.Result> results = new ArrayList<>();
        for (PodProcess pod : running) {
            results.add(pod.await(TIMEOUT));
        }
        var sessions = postgres().sessions(DATABASE);
        List<PodTimeline> pods = IntStream.range(0, results.size())
                .mapToObj(i -> PodTimeline.of(scene.cast().get(i), results.get(i), sessions))
                .toList();
        OptionalLong after = kubernetes().requests();
        return new RolloutReport(
                scene, pods, after.isPresent() ? OptionalLong.of(after.getAsLong() - before.orElse(0)) : after);
    }

    /** Returns the number of scripts in Flyway's history; fails on a failed or duplicate script. */
    int scriptsRecorded() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT count(DISTINCT script) FILTER (WHERE success), count(*) FROM flyway_schema_history")) {
            rows.next();
            if (rows.getInt(1) != rows.getInt(2)) {
                throw new IllegalStateException("Flyway's history holds a script twice, or a failed one");
            }
            return rows.getInt(1);
        }
    }

    /** Waits until that many scripts are recorded; false if they are not in time. */
    boolean awaitScripts(int count, Duration timeout) throws SQLException {
        long end = System.nanoTime() + timeout.toNanos();
        while (scriptsRecorded() < count) {
            if (System.nanoTime() > end) {
                return false;
            }
            LockSupport.parkNanos(POLL_PERIOD.toNanos());
        }
        return true;
    }

    /** Connects to the database of the application. */
    Connection connect() throws SQLException {
        return postgres().connect(DATABASE);
    }

    private List<PodProcess> startAll(Scene scene, BiConsumer<Integer, String> listener) throws IOException {
        List<PodProcess> pods = new ArrayList<>();
        for (int i = 0; i < scene.cast().size(); i++) {
            int index = i;
            pods.add(start(scene.cast().get(i), line -> listener.accept(index, line)));
        }
        return List.copyOf(pods);
    }

    private PodProcess start(Part part, Consumer<String> listener) throws IOException {
        Map<String, String> environment = environment(part);
        environment.put("KUBECONFIG", kubernetes().kubeconfig().toString());
        return PodProcess.start(children, PodSpec.named(part.pod()), environment, listener);
    }

    /** @param more further variables of its environment */
    PodProcess startSidecar(Part part, Map<String, String> more, Consumer<String> listener) throws IOException {
        Map<String, String> environment = environment(part);
        environment.putAll(more);
        return PodProcess.start(children, PodSpec.named(part.pod(), "guard"), environment, listener);
    }

    private Map<String, String> environment(Part part) {
        Map<String, String> environment = new HashMap<>(postgres().settings(DATABASE));
        environment.putAll(part.bundle().settings());
        environment.putAll(Map.of(
                "MIGRATOR_COORDINATION",
                "lease",
                "MIGRATOR_LEASE_NAME",
                leaseName,
                "MIGRATOR_TERMINATION_LOG",
                "/dev/null"));
        System.getenv().forEach((variable, value) -> {
            if (variable.startsWith("OTEL_")) {
                environment.put(variable, value);
            }
        });
        return environment;
    }

    synchronized PostgresServer postgres() {
        requireOpen();
        return Objects.requireNonNull(postgres);
    }

    private synchronized KubernetesApi kubernetes() {
        requireOpen();
        return Objects.requireNonNull(kubernetes);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("everything has been ended");
        }
    }

    /** Ends everything; waits for a start in progress. */
    @Override
    public void close() throws IOException {
        ending = true;
        closeOnce();
    }

    private synchronized void closeOnce() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        if (kubernetes != null) {
            kubernetes.close();
        }
        children.close();
        removeApplication();
        if (postgres != null && !keepPostgres) {
            postgres.close();
        }
    }

    private synchronized void removeApplication() throws IOException {
        if (application == null) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(application)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
        Files.delete(application);
    }
}
