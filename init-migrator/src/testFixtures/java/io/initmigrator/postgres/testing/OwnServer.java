package io.initmigrator.postgres.testing;

import io.initmigrator.postgres.testing.TestPostgres.Server;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.embedded.PgBinaryResolver;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs a PostgreSQL for one test, with its own settings, access rules and data directory. */
public final class OwnServer implements AutoCloseable {

    private final EmbeddedPostgres postgres;
    private final Path data;

    private OwnServer(EmbeddedPostgres postgres, Path data) {
        this.postgres = postgres;
        this.data = data;
    }

    /** Starts the version that all tests use. */
    public static OwnServer start(Path data, Map<String, String> settings) throws IOException {
        return start(data, settings, (PgBinaryResolver) null);
    }

    /**
     * Starts the server and waits until it answers. It trusts every client until {@link #admit} is called.
     *
     * @param data an empty directory, or that of a stopped server
     * @param binaries of PostgreSQL; null for the version that all tests use
     */
    public static OwnServer start(Path data, Map<String, String> settings, @Nullable PgBinaryResolver binaries)
            throws IOException {
        Map<String, String> all = new HashMap<>(settings);
        all.putIfAbsent("fsync", "off");
        return start(data, all, builder -> {
            if (binaries != null) {
                builder.setPgBinaryResolver(binaries);
            }
        });
    }

    /** Starts the server with exactly these settings, and waits until it answers. */
    public static OwnServer start(Path data, Map<String, String> settings, Consumer<EmbeddedPostgres.Builder> further)
            throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setErrorRedirector(Redirect.DISCARD)
                .setOutputRedirector(Redirect.DISCARD);
        settings.forEach(builder::setServerConfig);
        further.accept(builder);
        return new OwnServer(startAlone(builder), data);
    }

    /** Starts no two servers of this JVM at once: until one listens, the other could be given the same port. */
    static EmbeddedPostgres startAlone(EmbeddedPostgres.Builder builder) throws IOException {
        synchronized (OwnServer.class) {
            return builder.start();
        }
    }

    /** Replaces the access rules by {@code rules}, lines of {@code pg_hba.conf}. */
    public void admit(String rules) throws IOException {
        Files.writeString(data.resolve("pg_hba.conf"), rules);
        maintenance().execute("select pg_reload_conf()");
    }

    public TestDatabase database(String name) {
        return new TestDatabase(new Server("localhost", port(), "postgres", "postgres"), name);
    }

    /** Returns the database {@code postgres}, which exists on every server. */
    public TestDatabase maintenance() {
        return database("postgres");
    }

    public int port() {
        return postgres.getPort();
    }

    /** Ends all sessions and stops the server; its data remains. */
    @Override
    public void close() throws IOException {
        postgres.close();
    }
}
