package io.initmigrator.postgres.testing;

import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Provides the PostgreSQL of this JVM: embedded binaries, or a container with {@code -Dpostgres=testcontainers}. It starts with the first
 * test that needs it and ends with the JVM.
 */
public final class TestPostgres {

    private static final AtomicInteger DATABASES = new AtomicInteger();

    private TestPostgres() {}

    /** Creates a database for one test. */
    public static TestDatabase freshDatabase() {
        String name = "test_" + DATABASES.incrementAndGet();
        TestDatabase maintenance = new TestDatabase(server(), "postgres");
        maintenance.execute("create database " + name);
        return new TestDatabase(server(), name);
    }

    /** Returns the address and the superuser of the server. */
    public static Server server() {
        return Running.SERVER;
    }

    /** Holds the address of a server, and a superuser of it. */
    public record Server(String host, int port, String user, String password) {}

    private static final class Running {

        static final Server SERVER = start();

        private static Server start() {
            try {
                return System.getProperty("postgres", "embedded").equals("testcontainers")
                        ? ContainerServer.start()
                        : EmbeddedServer.start();
            } catch (SQLException | java.io.IOException e) {
                throw new IllegalStateException("PostgreSQL did not start", e);
            }
        }
    }
}
