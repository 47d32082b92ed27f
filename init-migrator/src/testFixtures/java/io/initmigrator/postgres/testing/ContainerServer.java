package io.initmigrator.postgres.testing;

import io.initmigrator.postgres.testing.TestPostgres.Server;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** Runs PostgreSQL in a container, which Testcontainers removes when the JVM ends. */
final class ContainerServer {

    private static final String IMAGE = "postgres:17-alpine";

    private ContainerServer() {}

    @SuppressWarnings("resource")
    static Server start() {
        PostgreSQLContainer container =
                new PostgreSQLContainer(IMAGE).withCommand("postgres", "-c", "max_connections=300", "-c", "fsync=off");
        container.start();
        return new Server(
                container.getHost(),
                container.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT),
                container.getUsername(),
                container.getPassword());
    }
}
