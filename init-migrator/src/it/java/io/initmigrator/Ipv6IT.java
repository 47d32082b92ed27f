package io.initmigrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.initmigrator.application.ExitCode;
import io.initmigrator.application.ExitStatus;
import io.initmigrator.postgres.testing.OwnServer;
import io.initmigrator.postgres.testing.TestDatabase;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests PostgreSQL at an address of IPv6. */
class Ipv6IT {

    @TempDir
    private Path directory;

    private Path bundle;
    private OwnServer server;
    private TestDatabase database;

    @BeforeEach
    void startOnIpv6() throws Exception {
        InetAddress loopback = Inet6Address.getByName("::1");
        assumeTrue(NetworkInterface.getByInetAddress(loopback) != null, "this machine has no ::1");
        server = OwnServer.start(
                Files.createDirectory(directory.resolve("data")), Map.of("listen_addresses", "127.0.0.1,::1"));
        server.maintenance().execute("create database shop");
        database = server.database("shop");
        bundle = Files.createDirectory(directory.resolve("bundle"));
        Files.writeString(
                bundle.resolve("V1__orders.sql"), "create table seen as select host(inet_client_addr()) as client;\n");
    }

    @AfterEach
    void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void addressIsTakenInEveryForm() throws Exception {
        String authority = "[::1]:" + server.port();

        assertThat(run().with("FLYWAY_URL", "jdbc:postgresql://" + authority + "/shop")
                        .run())
                .isEqualTo(ExitStatus.OK);

        InProcessRun unset = run().without("FLYWAY_URL").without("FLYWAY_USER").without("FLYWAY_PASSWORD");
        assertThat(unset.with("DATABASE_URL", "postgres://postgres:postgres@" + authority + "/shop")
                        .run("status"))
                .isEqualTo(ExitStatus.OK);
        assertThat(unset.with("PGHOST", "::1")
                        .with("PGPORT", String.valueOf(server.port()))
                        .with("PGDATABASE", "shop")
                        .with("PGUSER", "postgres")
                        .with("PGPASSWORD", "postgres")
                        .run("status"))
                .isEqualTo(ExitStatus.OK);
        assertThat(database.string("select client from seen")).isEqualTo("::1");
    }

    @Test
    void refusedConnectionNamesTheAddress() {
        ExitStatus refused = run().with("FLYWAY_URL", "jdbc:postgresql://[::1]:1/shop")
                .with("MIGRATOR_DATABASE_TIMEOUT", "1s")
                .run();

        assertThat(refused.code()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(refused.message()).contains("[::1]:1");
    }

    private InProcessRun run() {
        return InProcessRun.on(database, bundle);
    }
}
