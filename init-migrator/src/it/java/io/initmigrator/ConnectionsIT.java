package io.initmigrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.application.ExitCode;
import io.initmigrator.application.ExitStatus;
import io.initmigrator.postgres.testing.Certificates;
import io.initmigrator.postgres.testing.OwnServer;
import io.initmigrator.postgres.testing.TestDatabase;
import io.initmigrator.postgres.testing.TestPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the connection to a server that requires TLS, and a session on a server whose timeouts end idle sessions. */
class ConnectionsIT {

    private static final String PASSWORD = "s3cret-of-the-login";

    @TempDir
    private static Path directory;

    private static Certificates authority;
    private static Certificates stranger;
    private static Certificates.Pair client;
    private static OwnServer server;

    @TempDir
    private Path bundle;

    private TestDatabase database;

    /** Starts a server whose certificate is valid for the name localhost only; {@code shop_cert} has a certificate and no password. */
    @BeforeAll
    static void startServer() throws Exception {
        authority = Certificates.of("authority", directory);
        stranger = Certificates.of("stranger", directory);
        client = authority.sign("shop_cert");
        Certificates.Pair own = authority.sign("localhost", "localhost");
        server = OwnServer.start(
                Files.createDirectory(directory.resolve("data")),
                Map.of(
                        "ssl", "on",
                        "ssl_cert_file", own.certificate().toString(),
                        "ssl_key_file", own.key().toString(),
                        "ssl_ca_file", authority.authority().toString()));
        server.maintenance().execute("create role shop_login login superuser password '" + PASSWORD + "'");
        server.maintenance().execute("create role shop_cert login superuser");
        server.admit("""
                hostssl all shop_cert all cert
                hostssl all shop_login all scram-sha-256
                host all postgres all trust
                """);
    }

    @AfterAll
    static void stopServer() throws IOException {
        server.close();
    }

    @BeforeEach
    void createDatabase() throws IOException {
        database = TestPostgres.freshDatabase();
        Files.writeString(bundle.resolve("V1__orders.sql"), "create table orders (id bigint);\n");
        server.maintenance().execute("drop database if exists shop with (force)");
        server.maintenance().execute("create database shop");
    }

    @Test
    void certificateIsVerifiedInFullAgainstTheAuthorityOfAFile() {
        assertThat(secure("localhost", "verify-full", authority).run()).isEqualTo(ExitStatus.OK);
        assertThat(server.database("shop").number("select count(*) from flyway_schema_history"))
                .isEqualTo(1);
    }

    @Test
    void unknownAuthorityOtherNameAndNoEncryptionFailAtOnce() {
        assertThat(secure("localhost", "verify-full", stranger).run()).satisfies(ending -> {
            assertThat(ending.code()).isEqualTo(ExitCode.UNREACHABLE);
            assertThat(ending.message()).contains("PKIX", "check sslmode, sslrootcert and the host name");
        });
        assertThat(secure("127.0.0.1", "verify-full", authority).run()).satisfies(ending -> {
            assertThat(ending.code()).isEqualTo(ExitCode.UNREACHABLE);
            assertThat(ending.message()).contains("127.0.0.1", "check sslmode, sslrootcert and the host name");
        });
        assertThat(secure("localhost", "disable", authority).run()).satisfies(ending -> {
            assertThat(ending.code()).isEqualTo(ExitCode.UNREACHABLE);
            assertThat(ending.message()).contains("no pg_hba.conf entry", "no encryption");
        });
    }

    /** Covers the files of a Secret, which every user can read by default; the driver rejects such a key. */
    @Test
    void tlsFilesThatCannotBeUsedFailAtOnce() throws IOException {
        InProcessRun launch = secure("localhost", "verify-full", authority);
        String url = launch.environment().getOrDefault("FLYWAY_URL", "");
        Path key = Files.copy(client.key(), bundle.resolveSibling(bundle.getFileName() + ".pk8"));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        for (String wrong : new String[] {
            url.replaceFirst("sslrootcert=.*", "sslrootcert=/nowhere/ca.pem"),
            url.replaceFirst("sslrootcert=.*", "sslrootcert=" + bundle),
            url.replaceFirst("sslrootcert=.*", "sslrootcert=" + bundle.resolve("V1__orders.sql")),
            url + "&sslcert=" + client.certificate() + "&sslkey=" + key
        }) {
            assertThat(launch.with("FLYWAY_URL", wrong).run()).satisfies(ending -> {
                assertThat(ending.code()).isEqualTo(ExitCode.UNREACHABLE);
                assertThat(ending.message())
                        .contains("refused: ", "check the files that sslrootcert, sslcert and sslkey");
            });
        }
        assertThat(launch.with("FLYWAY_URL", url + "&sslfactory=no.such.Factory")
                        .run()
                        .message())
                .contains("refused: ", "no.such.Factory");
    }

    @Test
    void clientLogsInByItsCertificateAlone() {
        InProcessRun launch = secure("localhost", "verify-full", authority)
                .with("FLYWAY_USER", "shop_cert")
                .without("FLYWAY_PASSWORD");
        String url = launch.environment().get("FLYWAY_URL");

        assertThat(launch.with("FLYWAY_URL", url + "&sslcert=" + client.certificate() + "&sslkey=" + client.key())
                        .run())
                .isEqualTo(ExitStatus.OK);
        assertThat(launch.run()).satisfies(ending -> {
            assertThat(ending.code()).isEqualTo(ExitCode.UNREACHABLE);
            assertThat(ending.message()).contains("valid client certificate");
        });
    }

    @Test
    void variablesOfLibpqHoldWhereNoUrlIsGiven() {
        InProcessRun launch = InProcessRun.on(database, bundle)
                .without("FLYWAY_URL")
                .without("FLYWAY_USER")
                .without("FLYWAY_PASSWORD")
                .with("PGHOST", "localhost")
                .with("PGPORT", Integer.toString(server.port()))
                .with("PGDATABASE", "shop")
                .with("PGSSLMODE", "verify-full")
                .with("PGSSLROOTCERT", authority.authority().toString());

        assertThat(launch.with("PGUSER", "shop_login")
                        .with("PGPASSWORD", PASSWORD)
                        .run())
                .isEqualTo(ExitStatus.OK);
        assertThat(launch.with("PGUSER", "shop_cert")
                        .with("PGSSLCERT", client.certificate().toString())
                        .with("PGSSLKEY", client.key().toString())
                        .run())
                .isEqualTo(ExitStatus.OK);
    }

    @Test
    void hostsAreTriedInTheirOrder() throws IOException {
        String url = "jdbc:postgresql://localhost:" + portOfNobody() + ",localhost:"
                + database.server().port() + "/" + database.name() + "?targetServerType=primary";

        assertThat(InProcessRun.on(database, bundle).with("FLYWAY_URL", url).run())
                .isEqualTo(ExitStatus.OK);
    }

    /** Covers a token for a cloud provider's authentication, which is valid for a few minutes. */
    @Test
    void credentialsAreReadAtEachConnect() throws Exception {
        String role = database.name() + "_token";
        database.execute("create role " + role + " login superuser password 'first-token-of-all'");
        Path token = Files.writeString(bundle.resolveSibling(database.name() + ".token"), "first-token-of-all\n");
        InProcessRun launch = InProcessRun.on(database, bundle)
                .with("FLYWAY_USER", role)
                .without("FLYWAY_PASSWORD")
                .with("FLYWAY_PASSWORD_FILE", token.toString());

        CompletableFuture<ExitStatus> waiting = launch.start("wait");
        database.await("select exists (select 1 from pg_stat_activity where usename = '" + role + "')");
        Files.writeString(token, "second-token-of-all\n");
        database.execute("alter role " + role + " password 'second-token-of-all'");
        assertThat(launch.run()).isEqualTo(ExitStatus.OK);

        assertThat(waiting.get()).isEqualTo(ExitStatus.OK);
        Files.delete(token);
    }

    /** Makes the leader wait for a lock for about a second; its session with the fence is idle meanwhile. */
    @Test
    void timeoutsOfTheServerDoNotCutTheFence() throws Exception {
        for (String name : new String[] {
            "idle_session_timeout", "idle_in_transaction_session_timeout", "statement_timeout", "lock_timeout"
        }) {
            database.execute("alter database " + database.name() + " set " + name + " = '250ms'");
        }
        assertThat(InProcessRun.on(database, bundle).run()).isEqualTo(ExitStatus.OK);
        Files.writeString(bundle.resolve("V2__note.sql"), "alter table orders add column note text;\n");
        Files.writeString(bundle.resolve("V3__slow.sql"), "select pg_sleep(0.5);\n");
        CompletableFuture<ExitStatus> ending;
        try (Connection blocker = database.connect();
                Statement statement = blocker.createStatement()) {
            statement.execute("set idle_in_transaction_session_timeout = 0");
            blocker.setAutoCommit(false);
            statement.execute("select * from orders");
            ending = InProcessRun.on(database, bundle)
                    .with("MIGRATOR_LOCK_TIMEOUT", "100ms")
                    .start();
            database.await("select exists (select 1 from pg_stat_activity where application_name like 'init-migrator%'"
                    + " and datname = current_database() and state = 'idle'"
                    + " and clock_timestamp() - state_change > interval '400ms')");
            blocker.rollback();
        }
        assertThat(ending.get()).isEqualTo(ExitStatus.OK);
    }

    private static int portOfNobody() throws IOException {
        try (var nobody = new ServerSocket(0)) {
            return nobody.getLocalPort();
        }
    }

    private InProcessRun secure(String host, String mode, Certificates trusted) {
        return InProcessRun.on(database, bundle)
                .with(
                        "FLYWAY_URL",
                        "jdbc:postgresql://" + host + ":" + server.port() + "/shop?sslmode=" + mode + "&sslrootcert="
                                + trusted.authority())
                .with("FLYWAY_USER", "shop_login")
                .with("FLYWAY_PASSWORD", PASSWORD);
    }
}
