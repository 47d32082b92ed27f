package io.initmigrator.support;

import io.initmigrator.postgres.testing.Certificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.util.Base64;
import java.util.Map;

/** Provides a {@link PostgresServer} with TLS, its own certificate authority, and the parameters of a client. */
public final class TlsServer implements AutoCloseable {

    private final PostgresServer postgres;
    private final Path authority;
    private final Certificates.Pair client;

    private TlsServer(PostgresServer postgres, Path authority, Certificates.Pair client) {
        this.postgres = postgres;
        this.authority = authority;
        this.client = client;
    }

    /**
     * Creates the certificates and starts PostgreSQL.
     *
     * @param directory to which the certificates are written
     */
    public static TlsServer start(Path directory)
            throws IOException, InterruptedException, GeneralSecurityException, SQLException {
        Certificates certificates = Certificates.of("authority", directory);
        Certificates.Pair own = certificates.sign("localhost", "localhost");
        PostgresServer postgres = PostgresServer.start(Map.of(
                "ssl", "on",
                "ssl_cert_file", own.certificate().toString(),
                "ssl_key_file", own.key().toString(),
                "ssl_ca_file", certificates.authority().toString()));
        Certificates.Pair client = certificates.sign(PostgresServer.USER);
        return new TlsServer(
                postgres, certificates.authority(), new Certificates.Pair(client.certificate(), binary(client.key())));
    }

    /** Converts a client's key to the format that pgjdbc reads. */
    private static Path binary(Path key) throws IOException {
        String body = String.join(
                "",
                Files.readAllLines(key).stream()
                        .filter(line -> !line.startsWith("-----"))
                        .toList());
        Path file = key.resolveSibling("client.pk8");
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.write(file, Base64.getDecoder().decode(body));
    }

    public PostgresServer postgres() {
        return postgres;
    }

    /** Names the ways in which a client uses TLS. */
    public enum Mode {
        REQUIRE,
        VERIFY_FULL,
        /** Verifies the server, and presents a client certificate. */
        CLIENT_CERTIFICATE
    }

    public Map<String, String> settings(String database, Mode mode) {
        return Map.of(
                "FLYWAY_URL", postgres.jdbcUrl(database) + "?sslmode=" + parameters(mode),
                "FLYWAY_USER", PostgresServer.USER,
                "FLYWAY_PASSWORD", PostgresServer.PASSWORD);
    }

    private String parameters(Mode mode) {
        return switch (mode) {
            case REQUIRE -> "require";
            case VERIFY_FULL -> "verify-full&sslrootcert=" + authority;
            case CLIENT_CERTIFICATE ->
                parameters(Mode.VERIFY_FULL) + "&sslcert=" + client.certificate() + "&sslkey=" + client.key();
        };
    }

    @Override
    public void close() throws IOException {
        postgres.close();
    }
}
