package io.initmigrator.flyway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.initmigrator.postgres.testing.TestDatabase;
import io.initmigrator.postgres.testing.TestPostgres;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests a signal while Flyway reads the bundle; Flyway mistakes the interrupted read for a wrong encoding. */
class InterruptedReadIT {

    private final TestDatabase database = TestPostgres.freshDatabase();

    @TempDir
    private Path directory;

    @Test
    void stopWhileFlywayReadsIsNoMismatch() throws Exception {
        Scripts scripts = new Scripts(directory).with("V1__a.sql", "create table a (id int);");
        try (Migrator migrator = new Migrator(database, scripts)) {
            isStopped(migrator::assess);
            isStopped(migrator::backlog);
            isStopped(migrator::repair);
        }
    }

    private static void isStopped(ThrowingCallable work) {
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(work).hasRootCauseInstanceOf(ClosedByInterruptException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
