package io.initmigrator.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.coordination.LeaseNote.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RepairTest {

    private static final Mend REALIGNED = new Mend(Mend.Kind.REALIGNED, "V1__x.sql", "checksum 1 -> 2");

    private final TestPod test = new TestPod();

    @Test
    void receiptIsForgottenBeforeAndWrittenAfterTheRepair() throws InterruptedException {
        test.migrations.repairs(new RepairRun.Done(List.of(REALIGNED)));
        test.migrations.assesses(new Assessment.Complete(FakeMigrations.RECEIPT));
        assertThat(repair()).isEqualTo(new Outcome.Repaired(0));
        assertThat(test.story)
                .containsSubsequence("receipts forgotten", "receipt written", "session closed", "lease written");
        assertThat(test.told(Notice.HistoryMended.class)).containsExactly(new Notice.HistoryMended(REALIGNED));
    }

    @Test
    void whatIsPendingAfterwardsIsLeftToAMigrationAndNoReceiptIsWritten() throws InterruptedException {
        test.migrations.repairs(new RepairRun.Done(List.of()));
        test.migrations.assesses(new Assessment.Pending(2));
        assertThat(repair()).isEqualTo(new Outcome.Repaired(2));
        assertThat(test.story).doesNotContain("receipt written");
        assertThat(test.leases.current().isHeld()).isFalse();
        assertThat(test.leases.current().note().phase()).isNull();
    }

    @Test
    void sharedFailureHoldsNoRepairBackAndIsGoneAfterwards() throws InterruptedException {
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        test.postgres.now(now);
        test.leases.put(TestPod.released(new LeaseNote(
                Phase.FAILED,
                TestPod.BUNDLE.digest(),
                null,
                null,
                FakeMigrations.FAILURE.occurred(3, now),
                List.of())));
        test.migrations.repairs(new RepairRun.Done(List.of()));
        test.migrations.assesses(new Assessment.Pending(1));
        assertThat(repair()).isEqualTo(new Outcome.Repaired(1));
        assertThat(test.leases.current().note().failure()).isNull();
        assertThat(test.leases.current().note().phase()).isNull();
    }

    @Test
    void liveLeaderIsWaitedFor() throws InterruptedException {
        for (int i = 0; i < 60; i++) {
            int renewal = i;
            test.time.at(Duration.ofSeconds(i), () -> test.leases.put(TestPod.heldBy("orders-2_bb", renewal)));
        }
        test.leases.put(TestPod.heldBy("orders-2_bb", 0));
        test.time.at(Duration.ofSeconds(60), () -> test.leases.put(TestPod.released(LeaseNote.BLANK)));
        test.migrations.repairs(new RepairRun.Done(List.of()));
        test.migrations.assesses(new Assessment.Complete(FakeMigrations.RECEIPT));
        assertThat(repair()).isEqualTo(new Outcome.Repaired(0));
        assertThat(test.time.passed()).isGreaterThan(Duration.ofSeconds(59));
    }

    @Test
    void whatWasInterruptedIsTakenBackOneByOne() throws InterruptedException {
        var first =
                new InterruptedScript("V2__x.sql", "init-migrator a_1", Instant.EPOCH, List.of("public.x"), List.of());
        var second = new InterruptedScript("V3__y.sql", "init-migrator a_1", Instant.EPOCH, List.of(), List.of());
        var journal = new InterruptedJournal(first, second);
        test.postgres.journal(journal);
        test.migrations.repairs(new RepairRun.Done(List.of()));
        test.migrations.assesses(new Assessment.Pending(2));
        assertThat(repair()).isEqualTo(new Outcome.Repaired(2));
        assertThat(test.told(Notice.ScriptTakenBack.class))
                .containsExactly(
                        new Notice.ScriptTakenBack(first, List.of("public.x")),
                        new Notice.ScriptTakenBack(second, List.of()));
        assertThat(journal.interrupted()).isEmpty();
    }

    @Test
    void bundleThatGivesNothingToRepairByIsRefused() throws InterruptedException {
        test.migrations.repairs(new RepairRun.Refused("no migration", "put them there"));
        assertThat(repair()).isEqualTo(new Outcome.Misfit("no migration", "put them there"));
    }

    @Test
    void whatNoRepairMendsIsStillAMisfit() throws InterruptedException {
        test.migrations.repairs(new RepairRun.Done(List.of()));
        test.migrations.assesses(new Assessment.Misfit("out of order", "rename it"));
        assertThat(repair()).isEqualTo(new Outcome.Misfit("out of order", "rename it"));
    }

    private Outcome repair() throws InterruptedException {
        Pod mender = test.podWith(test.pod.settings().regardlessOfFailures());
        return new Repair(mender, candidate -> new LeaseTurns(candidate, test.leases, TestPod.TIMING, test.background))
                .run();
    }

    /** A journal in which these scripts stand open. */
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
        public List<String> takeBack(InterruptedScript script) {
            open.remove(script);
            return script.left();
        }
    }
}
