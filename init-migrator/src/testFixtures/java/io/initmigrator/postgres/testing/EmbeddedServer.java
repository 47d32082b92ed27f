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
        Path data = Files.createTempDirectory("init-migrator-postgres-");
        EmbeddedPostgres server = OwnServer.startAlone(EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setServerConfig("max_connections", "300")
                .setServerConfig("fsync", "off"));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(server, data)));
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("alter role postgres password '" + PASSWORD + "'");
            checkPasswords(statement);
        }
        return new Server("localhost", server.getPort(), "postgres", PASSWORD);
    }

    /** Leaves the removal to a process of its own: hundreds of databases are a hundred thousand files, and Surefire waits 30 s. */
    private static void end(EmbeddedPostgres server, Path data) {
        try {
            server.close();
            new ProcessBuilder("rm", "-rf", data.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            System.err.println("Cleanup failed: " + e);
        }
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
