package io.initmigrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.application.ExitCode;
import io.initmigrator.application.ExitStatus;
import io.initmigrator.fence.FenceAttempt;
import io.initmigrator.fence.Session;
import io.initmigrator.postgres.PostgresDatabase;
import io.initmigrator.postgres.testing.TestDatabase;
import io.initmigrator.postgres.testing.TestPostgres;
import io.initmigrator.postgres.testing.TestSettings;
import io.initmigrator.time.SystemTime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests a mounted ConfigMap that changes while a pod waits. */
class ChangedBundleIT {

    private final TestDatabase database = TestPostgres.freshDatabase();

    @TempDir
    private Path bundle;

    @Test
    void filesThatChangeWhileThePodWaitsAreRefusedAndGetNoReceipt() throws Exception {
        Files.writeString(bundle.resolve("V1__one.sql"), "create table one (id bigint);\n");
        assertThat(launch().run()).isEqualTo(ExitStatus.OK);
        Path second = Files.writeString(bundle.resolve("V2__two.sql"), "create table two (id bigint);\n");

        CompletableFuture<ExitStatus> waiting;
        try (Session other =
                new PostgresDatabase(TestSettings.of(database, "other_1"), new SystemTime(), new Random(1)).open()) {
            assertThat(other.tryFence()).isInstanceOf(FenceAttempt.Taken.class);
            waiting = launch().startUntilItWaits();
            Files.delete(second);
        }

        assertThat(waiting.get().code()).isEqualTo(ExitCode.SCHEMA_MISMATCH);
        assertThat(waiting.get().message()).contains("have changed", "restart to use the current files");
        assertThat(database.number("select count(*) from init_migrator_receipt"))
                .isEqualTo(1);
        Files.writeString(second, "create table two (id bigint);\n");
        assertThat(launch().run()).isEqualTo(ExitStatus.OK);
        assertThat(database.string("select to_regclass('two') is not null")).isEqualTo("t");
    }

    private InProcessRun launch() {
        return InProcessRun.on(database, bundle);
    }
}
