package io.initmigrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.application.ExitCode;
import io.initmigrator.application.ExitStatus;
import io.initmigrator.postgres.testing.OwnServer;
import io.initmigrator.postgres.testing.PostgresBinaries;
import io.initmigrator.postgres.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests everything that may differ between versions of PostgreSQL: on the version that all tests use, with {@code -Pheavy} also
 * on 12 to 17.
 */
@Tag("heavy")
class VersionsIT {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @MethodSource("binaries")
    void versionDoesAllThatIsNeeded(PostgresBinaries binaries) throws Exception {
        Path data = Files.createDirectory(directory.resolve("data"));
        try (OwnServer server = binaries.start(data, Map.of())) {
            TestDatabase database = server.maintenance();
            assertThat(database.string("show server_version")).startsWith(binaries.major());
            Path bundle = Files.createDirectory(directory.resolve("bundle"));
            Files.writeString(bundle.resolve("V1__orders.sql"), "create table orders (id bigint, state text);\n");
            Files.writeString(
                    bundle.resolve("V2__index.sql"), "create index concurrently by_state on orders (state);\n");
            Files.writeString(bundle.resolve("R__open.sql"), "create or replace view open as select id from orders;\n");
            InProcessRun launch = InProcessRun.on(database, bundle);

            assertThat(launch.run()).isEqualTo(ExitStatus.OK);
            assertThat(launch.run()).isEqualTo(ExitStatus.OK);
            assertThat(launch.run("status")).isEqualTo(ExitStatus.OK);
            assertThat(launch.run("wait")).isEqualTo(ExitStatus.OK);
            assertThat(launch.run("status", "--drift")).isEqualTo(ExitStatus.OK);
            assertThat(database.string("select fingerprint ->> 'version' from init_migrator_receipt"))
                    .isEqualTo("2");
            lockIsWaitedForInShortTries(database, bundle, launch);
            deadSessionIsLost(database, bundle, launch);
        }
    }

    private static void lockIsWaitedForInShortTries(TestDatabase database, Path bundle, InProcessRun launch)
            throws Exception {
        Files.writeString(bundle.resolve("V3__note.sql"), "alter table orders add column note text;\n");
        CompletableFuture<ExitStatus> ending;
        try (Connection blocker = database.connect();
                Statement statement = blocker.createStatement()) {
            blocker.setAutoCommit(false);
            statement.execute("select * from orders");
            ending = launch.with("MIGRATOR_LOCK_TIMEOUT", "100ms").start();
            database.await("select exists (select 1 from pg_stat_activity where wait_event_type = 'Lock')");
            blocker.rollback();
        }
        assertThat(ending.get()).isEqualTo(ExitStatus.OK);
    }

    private static void deadSessionIsLost(TestDatabase database, Path bundle, InProcessRun launch) throws Exception {
        Path slow = bundle.resolve("V4__slow.sql");
        Files.writeString(slow, "create table half (id bigint);\nselect pg_sleep(60);\n");
        CompletableFuture<ExitStatus> ending = launch.start();
        String running = "from pg_stat_activity where query like 'select pg_sleep(60)%' and state = 'active'";
        database.await("select exists (select 1 " + running + ")");
        database.execute("select pg_terminate_backend(pid) " + running);
        assertThat(ending.get().code()).isEqualTo(ExitCode.LEADERSHIP_LOST);
        Files.writeString(slow, "create table half (id bigint);\n");
        assertThat(launch.run()).isEqualTo(ExitStatus.OK);
    }

    static List<PostgresBinaries> binaries() throws IOException {
        return PostgresBinaries.all();
    }
}
