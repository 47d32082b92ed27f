package io.initmigrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.application.ExitCode;
import io.initmigrator.application.ExitStatus;
import io.initmigrator.postgres.testing.OwnServer;
import io.initmigrator.postgres.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests a primary that fails during a migration, and the streaming standby that replaces it. */
class FailoverIT {

    private static final String SHOP = "postgres";

    @TempDir
    private Path directory;

    @TempDir
    private Path bundle;

    private OwnServer primary;
    private OwnServer standby;

    @BeforeEach
    void startBoth() throws IOException {
        Path data = Files.createDirectory(directory.resolve("primary"));
        OwnServer.start(data, Map.of()).close();
        Path copy = copy(data, directory.resolve("standby"));
        primary = OwnServer.start(data, Map.of());
        Files.createFile(copy.resolve("standby.signal"));
        Files.writeString(
                copy.resolve("postgresql.auto.conf"),
                "primary_conninfo = 'host=localhost user=postgres port=" + primary.port() + "'\n",
                StandardOpenOption.APPEND);
        standby = OwnServer.start(copy, Map.of());

        write("V1__gate.sql", "create table gate as select 60 as seconds;\n");
        write("V2__orders.sql", """
                create table orders (id bigint);
                insert into orders values (1);
                select pg_sleep(coalesce((select seconds from gate), 0));
                """);
        write("V3__items.sql", "create table items (id bigint);\n");
    }

    @AfterEach
    void stopBoth() throws IOException {
        primary.close();
        standby.close();
    }

    @Test
    void restIsDoneOnTheNewPrimaryAndNothingTwice() throws Exception {
        CompletableFuture<ExitStatus> leader = launch().start();
        primary().await("select exists (select 1 from pg_stat_activity where query like 'select pg_sleep(coalesce%')");
        standby().await("select to_regclass('gate') is not null");

        primary.close();

        assertThat(leader.get()).satisfies(ending -> {
            assertThat(ending.code()).isEqualTo(ExitCode.LEADERSHIP_LOST);
            assertThat(ending.message()).contains("the session that migrates ended", "restart to apply the rest");
        });
        CompletableFuture<ExitStatus> successor = launch().start();
        standby().string("select pg_promote()");
        standby().execute("delete from gate");
        assertThat(successor.get()).isEqualTo(ExitStatus.OK);
        assertThat(standby().strings("select version from flyway_schema_history where success order by installed_rank"))
                .containsExactly("1", "2", "3");
        assertThat(standby().number("select count(*) from orders")).isEqualTo(1);
        assertThat(launch().run()).isEqualTo(ExitStatus.OK);
    }

    @Test
    void standbyIsRefusedByName() {
        String url = "jdbc:postgresql://localhost:" + standby.port() + "/" + SHOP;

        for (String command : new String[] {"migrate", "wait"}) {
            assertThat(launch().with("FLYWAY_URL", url).run(command)).satisfies(ending -> {
                assertThat(ending.code()).isEqualTo(ExitCode.UNREACHABLE);
                assertThat(ending.message()).contains("it is a replica", "targetServerType=primary");
            });
        }
    }

    /** Names both servers in the URL; their order does not matter, because only one is the primary. */
    private InProcessRun launch() {
        return InProcessRun.on(primary(), bundle)
                .with(
                        "FLYWAY_URL",
                        "jdbc:postgresql://localhost:" + standby.port() + ",localhost:" + primary.port() + "/" + SHOP
                                + "?targetServerType=primary");
    }

    private TestDatabase primary() {
        return primary.database(SHOP);
    }

    private TestDatabase standby() {
        return standby.database(SHOP);
    }

    private void write(String name, String sql) throws IOException {
        Files.writeString(bundle.resolve(name), sql);
    }

    private static Path copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
        return Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rwx------"));
    }
}
