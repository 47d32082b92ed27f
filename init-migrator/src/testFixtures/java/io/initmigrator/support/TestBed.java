package io.initmigrator.support;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.TestInfo;

/**
 * Provides PostgreSQL, processes and, if requested, a Kubernetes API for the tests of one class. Closing ends all of them, also after an
 * interrupt.
 */
public final class TestBed implements AutoCloseable {

    private final Children children = new Children();
    private final PostgresServer postgres;
    private @Nullable KubernetesApi kubernetes;

    private TestBed(PostgresServer postgres) {
        this.postgres = postgres;
    }

    public static TestBed open() throws IOException, SQLException {
        TestBed bed = new TestBed(PostgresServer.start());
        Runtime.getRuntime().addShutdownHook(new Thread(bed::endQuietly));
        return bed;
    }

    /** Opens a test bed with a mock of the Kubernetes API. */
    public static TestBed openWithKubernetes() throws IOException, SQLException {
        TestBed bed = open();
        bed.kubernetes = KubernetesApi.mock(bed.children());
        return bed;
    }

    /** Creates an empty database with the name of the test, and returns that name. */
    public String createDatabase(TestInfo test) throws SQLException {
        String name = test.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT);
        postgres.createDatabase(name);
        return name;
    }

    /** Returns the environment of a pod that migrates this database with this bundle and writes nothing to this machine. */
    public Map<String, String> pod(String database, Path bundle) {
        Map<String, String> environment = new HashMap<>(postgres.settings(database));
        environment.put("FLYWAY_LOCATIONS", "filesystem:" + bundle);
        environment.put("MIGRATOR_TERMINATION_LOG", "/dev/null");
        environment.put("MIGRATOR_COORDINATION", "database");
        if (kubernetes != null) {
            environment.put("MIGRATOR_COORDINATION", "lease");
            environment.put("KUBECONFIG", kubernetes.kubeconfig().toString());
        }
        return environment;
    }

    public KubernetesApi kubernetes() {
        return Objects.requireNonNull(kubernetes, "openWithKubernetes");
    }

    public Children children() {
        return children;
    }

    public PostgresServer postgres() {
        return postgres;
    }

    @Override
    public synchronized void close() throws IOException {
        if (kubernetes != null) {
            kubernetes.close();
        }
        children.close();
        postgres.close();
    }

    private void endQuietly() {
        try {
            close();
        } catch (IOException e) {
            System.err.println("Cleanup failed: " + e);
        }
    }
}
