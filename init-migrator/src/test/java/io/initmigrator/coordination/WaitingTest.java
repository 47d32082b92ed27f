package io.initmigrator.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.coordination.LeaseNote.Phase;
import io.initmigrator.schema.SchemaVersion;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WaitingTest {

    private final TestPod test = new TestPod();

    @Test
    void whoMigratesIsNamedWhenTheDeadlinePasses() throws InterruptedException {
        test.postgres.holds(new FenceHolder(7, "init-migrator orders-2_bb", "active", Optional.empty()));

        assertThat(waiting().forVersion(new SchemaVersion("9")))
                .isEqualTo(new Outcome.DeadlinePassed(
                        "schema version 9 to be recorded, while the fence is held by PostgreSQL session pid 7"
                                + " (application_name \"init-migrator orders-2_bb\", active)",
                        Duration.ofMinutes(10)));
    }

    @Test
    void thatNobodyMigratesIsToldToo() throws InterruptedException {
        assertThat(waiting().forVersion(new SchemaVersion("9")))
                .isEqualTo(new Outcome.DeadlinePassed(
                        "schema version 9 to be recorded, and nobody migrates just now", Duration.ofMinutes(10)));
    }

    @Test
    void failureOfThisBundleIsToldToo() throws InterruptedException {
        test.leases.put(TestPod.released(failed(TestPod.BUNDLE.digest())));
        assertThat(waitForBundle())
                .endsWith(
                        "nobody migrates just now; the last try failed: V3__x.sql, line 7, SQLSTATE 42703: no such column");
    }

    @Test
    void failureOfAnotherBundleIsNot() throws InterruptedException {
        test.leases.put(TestPod.released(failed("sha256:theirs")));
        assertThat(waitForBundle()).endsWith("nobody migrates just now");
    }

    @Test
    void leaseThatMayNotBeReadChangesNothing() throws InterruptedException {
        test.leases.fail(new UnreachableException("forbidden"));
        assertThat(waitForBundle()).endsWith("nobody migrates just now");
    }

    private String waitForBundle() throws InterruptedException {
        for (int i = 0; i < 1_000; i++) {
            test.migrations.assesses(new Assessment.Pending(3));
        }
        return ((Outcome.DeadlinePassed) waiting().forBundle()).waitedFor();
    }

    private Waiting waiting() {
        return new Waiting(test.pod, Optional.of(() -> test.leases));
    }

    private static LeaseNote failed(String bundle) {
        return new LeaseNote(Phase.FAILED, bundle, "2", null, FakeMigrations.FAILURE, List.of());
    }
}
