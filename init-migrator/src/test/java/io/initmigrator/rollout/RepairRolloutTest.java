package io.initmigrator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.core.Outcome;
import io.initmigrator.election.LeaseAnnotations;
import io.initmigrator.election.LeaseAnnotations.Phase;
import io.initmigrator.election.LeaseElector;
import io.initmigrator.election.Predecessors;
import io.initmigrator.event.RolloutEvent;
import io.initmigrator.fence.EmptyJournal;
import io.initmigrator.fence.InterruptedScript;
import io.initmigrator.migration.Assessment;
import io.initmigrator.migration.FakeMigrationTool;
import io.initmigrator.migration.RepairAction;
import io.initmigrator.migration.RepairResult;
import io.initmigrator.schema.DeferredScript;
import io.initmigrator.schema.Problem;
import io.initmigrator.schema.Receipt;
import io.initmigrator.schema.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RepairRolloutTest {

    private static final RepairAction REALIGNED =
            new RepairAction(RepairAction.Kind.ALIGNED, "V1__x.sql", "checksum 1 -> 2");

    private final RolloutFixture test = new RolloutFixture();

    @Test
    void receiptIsForgottenBeforeAndWrittenAfterTheRepair() throws InterruptedException {
        test.migrationTool.repairs(new RepairResult.Done(List.of(REALIGNED)));
        test.migrationTool.assesses(new Assessment.Complete(FakeMigrationTool.RECEIPT));
        assertThat(repair()).isEqualTo(new Outcome.Repaired(0));
        assertThat(test.calls)
                .containsSubsequence("receipts forgotten", "receipt written", "session closed", "lease written");
        assertThat(test.postgres.fingerprints()).containsExactly("kept by a repair");
        assertThat(test.published(RolloutEvent.HistoryRepaired.class))
                .containsExactly(new RolloutEvent.HistoryRepaired(REALIGNED));
    }

    /** Covers a receipt without a rollout, from which {@code migrate --deferred} would conclude that pods cannot record theirs. */
    @Test
    void firstReceiptOfABundleWithDeferredScriptsIsNotWritten() throws InterruptedException {
        test.migrationTool.repairs(new RepairResult.Done(List.of()));
        test.migrationTool.assesses(new Assessment.Complete(deferring()));
        assertThat(repair()).isEqualTo(new Outcome.Repaired(0));
        assertThat(test.calls).doesNotContain("receipt written");
    }

    @Test
    void receiptOfABundleWithDeferredScriptsIsRenewed() throws InterruptedException {
        test.postgres.setStartedRevisions(Set.of("orders-1"));
        test.migrationTool.repairs(new RepairResult.Done(List.of()));
        test.migrationTool.assesses(new Assessment.Complete(deferring()));
        assertThat(repair()).isEqualTo(new Outcome.Repaired(0));
        assertThat(test.calls).contains("receipt written");
    }

    private static Receipt deferring() {
        return new Receipt(
                RolloutFixture.BUNDLE.digest(),
                "2",
                "3",
                2,
                2,
                false,
                false,
                "",
                List.of(new DeferredScript("V3__x.sql", 7)),
                Map.of());
    }

    @Test
    void whatIsPendingAfterwardsIsLeftToAMigrationAndNoReceiptIsWritten() throws InterruptedException {
        test.migrationTool.repairs(new RepairResult.Done(List.of()));
        test.migrationTool.assesses(new Assessment.Pending(2));
        assertThat(repair()).isEqualTo(new Outcome.Repaired(2));
        assertThat(test.calls).doesNotContain("receipt written");
        assertThat(test.leases.current().isHeld()).isFalse();
        assertThat(test.leases.current().annotations().phase()).isNull();
    }

    @Test
    void sharedFailureHoldsNoRepairBackAndIsGoneAfterwards() throws InterruptedException {
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        test.postgres.setServerTime(now);
        test.leases.put(RolloutFixture.released(new LeaseAnnotations(
                Phase.FAILED,
                RolloutFixture.BUNDLE.digest(),
                null,
                null,
                FakeMigrationTool.FAILURE.occurred(3, now),
                Predecessors.NONE)));
        test.migrationTool.repairs(new RepairResult.Done(List.of()));
        test.migrationTool.assesses(new Assessment.Pending(1));
        assertThat(repair()).isEqualTo(new Outcome.Repaired(1));
        assertThat(test.leases.current().annotations().failure()).isNull();
        assertThat(test.leases.current().annotations().phase()).isNull();
    }

    @Test
    void liveLeaderIsWaitedFor() throws InterruptedException {
        for (int i = 0; i < 60; i++) {
            int renewal = i;
            test.time.at(Duration.ofSeconds(i), () -> test.leases.put(RolloutFixture.heldBy("orders-2_bb", renewal)));
        }
        test.leases.put(RolloutFixture.heldBy("orders-2_bb", 0));
        test.time.at(Duration.ofSeconds(60), () -> test.leases.put(RolloutFixture.released(LeaseAnnotations.EMPTY)));
        test.migrationTool.repairs(new RepairResult.Done(List.of()));
        test.migrationTool.assesses(new Assessment.Complete(FakeMigrationTool.RECEIPT));
        assertThat(repair()).isEqualTo(new Outcome.Repaired(0));
        assertThat(test.time.passed()).isGreaterThan(Duration.ofSeconds(59));
    }

    /** Covers a refusal published by the leader that the repair waits for: only the repair removes its cause. */
    @Test
    void refusalOfALeaderThatIsWaitedForDoesNotEndTheRepair() throws InterruptedException {
        test.leases.put(RolloutFixture.heldBy("orders-2_bb", 0));
        Instant now = Instant.parse("2030-01-01T00:00:00Z");
        test.time.at(
                Duration.ofSeconds(1),
                () -> test.leases.put(RolloutFixture.released(new LeaseAnnotations(
                        Phase.REFUSED,
                        RolloutFixture.BUNDLE.digest(),
                        null,
                        null,
                        null,
                        new Refusal(new Problem("checksum mismatch", "run init-migrator repair"), "orders-2_bb", now),
                        new Predecessors(List.of("orders-2_bb"))))));
        test.migrationTool.repairs(new RepairResult.Done(List.of()));
        test.migrationTool.assesses(new Assessment.Complete(FakeMigrationTool.RECEIPT));
        assertThat(repair()).isEqualTo(new Outcome.Repaired(0));
        assertThat(test.leases.current().annotations().refusal()).isNull();
    }

    @Test
    void whatWasInterruptedIsTakenBackOneByOne() throws InterruptedException {
        var first =
                new InterruptedScript("V2__x.sql", "init-migrator a_1", Instant.EPOCH, List.of("public.x"), List.of());
        var second = new InterruptedScript("V3__y.sql", "init-migrator a_1", Instant.EPOCH, List.of(), List.of());
        var journal = new InterruptedJournal(first, second);
        test.postgres.setJournal(journal);
        test.migrationTool.repairs(new RepairResult.Done(List.of()));
        test.migrationTool.assesses(new Assessment.Pending(2));
        assertThat(repair()).isEqualTo(new Outcome.Repaired(2));
        assertThat(test.published(RolloutEvent.ScriptUndone.class))
                .containsExactly(
                        new RolloutEvent.ScriptUndone(first, List.of("public.x"), false),
                        new RolloutEvent.ScriptUndone(second, List.of(), false));
        assertThat(journal.interrupted()).isEmpty();
    }

    @Test
    void bundleThatGivesNothingToRepairByIsRefused() throws InterruptedException {
        test.migrationTool.repairs(new RepairResult.Refused("no migration", "put them there"));
        assertThat(repair()).isEqualTo(new Outcome.SchemaMismatch("no migration", "put them there"));
    }

    @Test
    void mismatchThatRepairCannotFixRemains() throws InterruptedException {
        test.migrationTool.repairs(new RepairResult.Done(List.of()));
        test.migrationTool.assesses(new Assessment.Mismatch("out of order", "rename it"));
        assertThat(repair()).isEqualTo(new Outcome.SchemaMismatch("out of order", "rename it"));
    }

    private Outcome repair() throws InterruptedException {
        RolloutContext mender = test.contextWith(test.context.settings().regardlessOfFailures());
        return new RepairRollout(
                        mender,
                        candidate -> new LeaseElector(candidate, test.leases, RolloutFixture.TIMING, test.background))
                .run();
    }

    /** Stands in for a journal with these scripts incomplete. */
    private static final class InterruptedJournal extends EmptyJournal {

        private final ArrayDeque<InterruptedScript> open;

        private InterruptedJournal(InterruptedScript... scripts) {
            this.open = new ArrayDeque<>(List.of(scripts));
        }

        @Override
        public Optional<InterruptedScript> interrupted() {
            return Optional.ofNullable(open.peek());
        }

        @Override
        public List<String> undo(InterruptedScript script) {
            open.remove(script);
            return script.left();
        }
    }
}
