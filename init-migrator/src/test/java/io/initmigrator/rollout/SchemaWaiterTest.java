package io.initmigrator.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.initmigrator.core.Outcome;
import io.initmigrator.core.UnreachableException;
import io.initmigrator.election.LeaseAnnotations;
import io.initmigrator.election.LeaseAnnotations.Phase;
import io.initmigrator.election.Predecessors;
import io.initmigrator.fence.FenceHolder;
import io.initmigrator.migration.Assessment;
import io.initmigrator.migration.FakeMigrationTool;
import io.initmigrator.schema.Problem;
import io.initmigrator.schema.Refusal;
import io.initmigrator.schema.SchemaVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SchemaWaiterTest {

    private final RolloutFixture test = new RolloutFixture();

    @Test
    void whoMigratesIsNamedWhenTheDeadlinePasses() throws InterruptedException {
        test.postgres.setLockHolder(new FenceHolder(7, "init-migrator orders-2_bb", "active", Optional.empty()));

        assertThat(waiting().forVersion(new SchemaVersion("9")))
                .isEqualTo(new Outcome.DeadlinePassed(
                        "schema version 9 to be recorded, while the advisory lock is held by PostgreSQL session pid 7"
                                + " (application_name \"init-migrator orders-2_bb\", active)",
                        Duration.ofMinutes(10)));
    }

    @Test
    void thatNoMigrationIsRunningIsReportedToo() throws InterruptedException {
        assertThat(waiting().forVersion(new SchemaVersion("9")))
                .isEqualTo(new Outcome.DeadlinePassed(
                        "schema version 9 to be recorded; no migration is running", Duration.ofMinutes(10)));
    }

    @Test
    void failureOfThisBundleIsReportedToo() throws InterruptedException {
        test.leases.put(RolloutFixture.released(failed(RolloutFixture.BUNDLE.digest())));
        assertThat(waitForBundle())
                .endsWith(
                        "no migration is running; last attempt failed: V3__x.sql, line 7, SQLSTATE 42703: no such column");
    }

    @Test
    void refusalOfThisBundleIsReportedToo() throws InterruptedException {
        test.leases.put(RolloutFixture.released(new LeaseAnnotations(
                Phase.REFUSED,
                RolloutFixture.BUNDLE.digest(),
                "2",
                null,
                null,
                new Refusal(
                        new Problem("V2__x.sql was interrupted", "run init-migrator repair"),
                        "orders-2_bb",
                        Instant.EPOCH),
                Predecessors.NONE)));
        assertThat(waitForBundle())
                .endsWith("no migration is running; last attempt refused: V2__x.sql was interrupted;"
                        + " run init-migrator repair");
    }

    @Test
    void failureOfAnotherBundleIsNot() throws InterruptedException {
        test.leases.put(RolloutFixture.released(failed("sha256:theirs")));
        assertThat(waitForBundle()).endsWith("no migration is running");
    }

    @Test
    void stopCutsTheRead() {
        test.postgres.whenRead(test.stopSignal::request);
        test.time.interruptAt(Duration.ofMillis(50));
        test.migrationTool.assesses(new Assessment.Pending(1));
        test.migrationTool.assesses(new Assessment.Pending(1));
        assertThatThrownBy(() -> waiting().forBundle()).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(test.calls).contains("reading aborted");
    }

    @Test
    void leaseThatMayNotBeReadChangesNothing() throws InterruptedException {
        test.leases.fail(new UnreachableException("forbidden"));
        assertThat(waitForBundle()).endsWith("no migration is running");
    }

    private String waitForBundle() throws InterruptedException {
        for (int i = 0; i < 1_000; i++) {
            test.migrationTool.assesses(new Assessment.Pending(3));
        }
        return ((Outcome.DeadlinePassed) waiting().forBundle()).waitedFor();
    }

    private SchemaWaiter waiting() {
        return new SchemaWaiter(test.context, Optional.of(() -> test.leases));
    }

    private static LeaseAnnotations failed(String bundle) {
        return new LeaseAnnotations(Phase.FAILED, bundle, "2", null, FakeMigrationTool.FAILURE, Predecessors.NONE);
    }
}
