package io.initmigrator.postgres.testing;

import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The PostgreSQL of this JVM: embedded binaries, or a container where {@code -Dpostgres=testcontainers} says so. It starts with
 * the first test that needs it and ends with the JVM.
 */
public final class TestPostgres {

    private static final AtomicInteger DATABASES = new AtomicInteger();

    private TestPostgres() {}

    /** A database that nobody else uses. */
    public static TestDatabase freshDatabase() {
        String name = "test_" + DATABASES.incrementAndGet();
        TestDatabase maintenance = new TestDatabase(server(), "postgres");
        maintenance.execute("create database " + name);
        return new TestDatabase(server(), name);
    }

    /** Where it listens. */
    public static Server server() {
        return Running.SERVER;
    }

    /** Where a server listens, and a superuser of it. */
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
