package io.initmigrator.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.initmigrator.coordination.FenceAttempt;
import io.initmigrator.coordination.Session;
import io.initmigrator.coordination.UnreachableException;
import io.initmigrator.postgres.testing.PgBouncer;
import io.initmigrator.postgres.testing.TestDatabase;
import io.initmigrator.postgres.testing.TestPostgres;
import io.initmigrator.postgres.testing.TestSettings;
import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.Standing;
import io.initmigrator.wait.SystemTime;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Behind the real pgbouncer, where one is installed. */
@Timeout(60)
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
                            .look(new Bundle("sha256:abc", 1, "/migrations"))
                            .standing())
                    .isEqualTo(new Standing.Unverified("no receipt"));
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
