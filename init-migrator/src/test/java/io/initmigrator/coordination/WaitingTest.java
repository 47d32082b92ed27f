package io.initmigrator.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.schema.SchemaVersion;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WaitingTest {

    private final TestPod test = new TestPod();

    @Test
    void whoMigratesIsNamedWhenTheDeadlinePasses() throws InterruptedException {
        test.postgres.holds(new FenceHolder(7, "init-migrator orders-2_bb", "active", Optional.empty()));

        assertThat(new Waiting(test.pod).forVersion(new SchemaVersion("9")))
                .isEqualTo(new Outcome.DeadlinePassed(
                        "schema version 9 to be recorded, while the fence is held by PostgreSQL session pid 7"
                                + " (application_name \"init-migrator orders-2_bb\", active)",
                        Duration.ofMinutes(10)));
    }

    @Test
    void thatNobodyMigratesIsToldToo() throws InterruptedException {
        assertThat(new Waiting(test.pod).forVersion(new SchemaVersion("9")))
                .isEqualTo(new Outcome.DeadlinePassed(
                        "schema version 9 to be recorded, and nobody migrates just now", Duration.ofMinutes(10)));
    }
}
