package io.initmigrator.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.initmigrator.core.UnreachableException;
import io.initmigrator.fence.FenceAttempt;
import io.initmigrator.fence.Session;
import io.initmigrator.postgres.testing.PgBouncer;
import io.initmigrator.postgres.testing.TestDatabase;
import io.initmigrator.postgres.testing.TestPostgres;
import io.initmigrator.postgres.testing.TestSettings;
import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.BundleState;
import io.initmigrator.time.SystemTime;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Tests init-migrator behind the real pgbouncer, if one is installed. */
@EnabledIf("io.initmigrator.postgres.testing.PgBouncer#isInstalled")
class PoolerIT {

    private final TestDatabase server = TestPostgres.freshDatabase();

    @TempDir
    private Path directory;

    @Test
    void transactionModeIsRefusedByNameBeforeAnythingIsWritten() throws Exception {
        try (var bouncer = PgBouncer.inMode("transaction", server, directory)) {
            assertThatThrownBy(() -> database(bouncer).open())
                    .isInstanceOf(UnreachableException.class)
                    .hasMessageContaining("pooler")
                    .hasMessageContaining("session mode");
            assertThat(server.number("select count(*) from pg_tables where schemaname = 'public'"))
                    .isZero();
        }
    }

    @Test
    void sessionModeIsAccepted() throws Exception {
        try (var bouncer = PgBouncer.inMode("session", server, directory);
                Session session = database(bouncer).open()) {
            assertThat(session.tryFence()).isInstanceOf(FenceAttempt.Taken.class);
        }
    }

    @Test
    void questionOfTheFastPathNeedsNoSession() throws Exception {
        try (var bouncer = PgBouncer.inMode("transaction", server, directory)) {
            assertThat(database(bouncer)
                            .readSnapshot(new Bundle("sha256:abc", 1, "/migrations"))
                            .state())
                    .isEqualTo(new BundleState.Unverified("no receipt"));
        }
    }

    private PostgresDatabase database(PgBouncer bouncer) {
        var settings = TestSettings.of(
                bouncer.url(server),
                TestSettings.login(server.user(), server.password()),
                TestSettings.HISTORY,
                "pod-a_1");
        return new PostgresDatabase(settings, new SystemTime(), new Random(1));
    }
}
