package io.initmigrator.faults;

import io.initmigrator.support.KubernetesApi;
import io.initmigrator.support.PostgresServer;
import io.initmigrator.support.TestBed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/** Provides the environment of rounds: a PostgreSQL, a Kubernetes API, and the bundles. */
record FaultLab(TestBed bed, KubernetesApi kubernetes, Path directory) implements AutoCloseable {

    static FaultLab open(boolean mock) throws IOException, SQLException {
        TestBed bed = TestBed.open();
        KubernetesApi kubernetes = mock ? KubernetesApi.mock(bed.children()) : KubernetesApi.ofKubeconfig();
        Path directory = Files.createTempDirectory("init-migrator-faults-");
        for (FaultScripts scripts : FaultScripts.values()) {
            scripts.writeTo(Files.createDirectory(directory.resolve(scripts.name())));
        }
        return new FaultLab(bed, kubernetes, directory);
    }

    /** Returns the environment that all pods with this bundle share. */
    Map<String, String> environment(FaultScripts scripts) {
        return Map.of(
                "FLYWAY_USER", PostgresServer.USER,
                "FLYWAY_PASSWORD", PostgresServer.PASSWORD,
                "FLYWAY_LOCATIONS", "filesystem:" + directory.resolve(scripts.name()),
                "MIGRATOR_COORDINATION", "lease",
                "MIGRATOR_WHEN_INTERRUPTED", "retry",
                "MIGRATOR_TIMEOUT", "2m",
                "MIGRATOR_TERMINATION_LOG", "/dev/null");
    }

    String version() {
        try {
            return bed.postgres().version();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        kubernetes.close();
        bed.close();
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
