package io.initmigrator.postgres.testing;

import io.initmigrator.postgres.testing.TestPostgres.Server;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Runs PostgreSQL's own binaries from Maven Central as processes of this machine. */
final class EmbeddedServer {

    private static final String PASSWORD = "postgres";

    private EmbeddedServer() {}

    static Server start() throws IOException, SQLException {
        EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setServerConfig("max_connections", "300")
                .setServerConfig("fsync", "off")
                .start();
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("alter role postgres password '" + PASSWORD + "'");
            checkPasswords(statement);
        }
        return new Server("localhost", server.getPort(), "postgres", PASSWORD);
    }

    /** Requires a password, like a production server; the embedded default trusts every client. */
    private static void checkPasswords(Statement statement) throws IOException, SQLException {
        try (ResultSet rows = statement.executeQuery("show hba_file")) {
            rows.next();
            Files.writeString(Path.of(rows.getString(1)), """
                    local all all trust
                    host all all all scram-sha-256
                    host replication all all scram-sha-256
                    """);
        }
        statement.execute("select pg_reload_conf()");
    }
}
