package io.initmigrator.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.initmigrator.core.Outcome;
import io.initmigrator.core.StoppedException;
import io.initmigrator.core.UnreachableException;
import io.initmigrator.election.Elector.FencedSession;
import io.initmigrator.election.Elector.Lead;
import io.initmigrator.election.StubLeadership;
import io.initmigrator.event.LeaderProgress;
import io.initmigrator.event.RolloutEvent;
import io.initmigrator.fence.EmptyJournal;
import io.initmigrator.fence.FakePostgres;
import io.initmigrator.fence.Fence;
import io.initmigrator.fence.FenceAttempt;
import io.initmigrator.fence.FenceHolder;
import io.initmigrator.fence.Session;
import io.initmigrator.fence.SessionActivity;
import io.initmigrator.fence.SessionActivity.Blocker;
import io.initmigrator.migration.Assessment;
import io.initmigrator.migration.FakeMigrationTool;
import io.initmigrator.migration.MigrationResult;
import io.initmigrator.migration.NotDeferrable;
import io.initmigrator.rollout.RolloutSettings.WhenAhead;
import io.initmigrator.rollout.RolloutSettings.WhenNotDeferrable;
import io.initmigrator.schema.BundleState;
import io.initmigrator.schema.DeferredScript;
import io.initmigrator.schema.MigrationFailure;
import io.initmigrator.schema.Problem;
import io.initmigrator.schema.Receipt;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeadershipTermTest {

    private static final SessionActivity BLOCKED =
            new SessionActivity(List.of(new Blocker(7, "app \"web\"")), Optional.empty());

    private final RolloutFixture test = new RolloutFixture();
    private final StubLeadership leadership = new StubLeadership(test.calls);

    @Test
    void leaderMigratesWritesTheReceiptEndsTheSessionAndOnlyThenResigns() throws InterruptedException {
        test.migrationTool.succeeds();
        assertThat(reign()).contains(new Outcome.Ready("3", 3));
        assertThat(test.calls)
                .containsExactly(
                        "looked behind the fence",
                        "no longer watched",
                        "receipt written",
                        "session closed",
                        "resigned");
    }

    /** Covers a leader that was paused before it took the fence and wakes up after its successor has finished. */
    @Test
    void leaderLooksAgainBehindTheFenceAndHasNothingToDo() throws InterruptedException {
        test.postgres.setStateUnderLock(FakePostgres.CURRENT);
        assertThat(reign()).contains(new Outcome.Ready("3", 0));
        assertThat(test.migrationTool.migrated()).isZero();
    }

    @Test
    void completeHistoryWithoutReceiptGetsOne() throws InterruptedException {
        test.migrationTool.assesses(new Assessment.Complete(FakeMigrationTool.RECEIPT));
        assertThat(reign()).contains(new Outcome.Ready("3", 0));
        assertThat(test.calls).contains("receipt written");
        assertThat(test.postgres.fingerprints()).containsExactly("unless known");
    }

    @Test
    void refusalIsPublishedOnceForABundle() throws InterruptedException {
        Problem problem = new Problem("checksum mismatch", "restore the script");
        test.migrationTool.assesses(new Assessment.Mismatch(problem), new Assessment.Mismatch(problem));
        reign();
        assertThat(test.published(RolloutEvent.BundleRefused.class))
                .containsExactly(new RolloutEvent.BundleRefused(problem));

        leadership.refusedBefore();
        assertThat(reign()).contains(new Outcome.SchemaMismatch(problem));
        assertThat(test.published(RolloutEvent.BundleRefused.class)).hasSize(1);
    }

    @Test
    void fingerprintFollowsAMigrationThatSucceeded() throws InterruptedException {
        test.migrationTool.fails();
        reign();
        assertThat(test.postgres.fingerprints()).isEmpty();

        test.migrationTool.succeeds();
        reign();
        assertThat(test.postgres.fingerprints()).containsExactly("of a migration");
    }

    @Test
    void historyAheadOfTheBundleIsJudgedByThePolicy() throws InterruptedException {
        test.migrationTool.assesses(new Assessment.Complete(FakeMigrationTool.receipt(true)));
        assertThat(reign()).contains(new Outcome.Ready("4", 0));
    }

    @Test
    void failureIsPublishedWithItsAttemptAndTheDatabasesTime() throws InterruptedException {
        test.migrationTool.fails();
        leadership.attempt(2);
        assertThat(reign()).hasValueSatisfying(outcome -> {
            Outcome.Failed failed = (Outcome.Failed) outcome;
            assertThat(failed.failure().attempt()).isEqualTo(2);
            assertThat(failed.failure().at()).isEqualTo("2026-01-01T00:00:00Z");
            assertThat(failed.version()).isEqualTo("2");
        });
        assertThat(leadership.resigned()).containsInstanceOf(Outcome.Failed.class);
    }

    /** Covers publication during a run: the history has version 2 at the start, and the last script is not committed yet. */
    @Test
    void committedVersionsArePublishedImmediatelyAndNeverAnOlderOne() throws InterruptedException {
        test.migrationTool.fails();
        test.migrationTool.commits("1.5", "3", "3.1");
        reign();
        assertThat(leadership.recordedVersions()).containsExactly("2", "3", "3.1");
    }

    @Test
    void misfitIsTheOutcome() throws InterruptedException {
        test.migrationTool.assesses(new Assessment.Mismatch("checksum", "restore it"));
        assertThat(reign()).contains(new Outcome.SchemaMismatch("checksum", "restore it"));
        assertThat(test.migrationTool.migrated()).isZero();
    }

    @Test
    void scriptInTheWayOfALockIsTriedAgain() throws InterruptedException {
        test.migrationTool.assesses(new Assessment.Pending(3), new Assessment.Complete(FakeMigrationTool.RECEIPT));
        test.migrationTool.runs(() -> {
            test.postgres.reportActivity(BLOCKED);
            return new MigrationResult.Blocked(FakeMigrationTool.FAILURE, 2);
        });
        test.migrationTool.runs(() -> new MigrationResult.Applied(1));
        assertThat(reign()).contains(new Outcome.Ready("3", 3));
        assertThat(test.published(RolloutEvent.ScriptBlocked.class))
                .singleElement()
                .extracting(RolloutEvent.ScriptBlocked::blockers)
                .isEqualTo("pid 7 (app \"web\")");
        assertThat(test.published(RolloutEvent.ScriptStarted.class))
                .extracting(it -> it.progress().toString())
                .containsExactly("1/3 V1__x.sql", "3/5 V1__x.sql");
        assertThat(leadership.reports())
                .extracting(LeaderProgress::sentence)
                .contains("1/3 V1__x.sql, retrying after lock timeout, blocked by pid 7 (app \"web\")");
    }

    @Test
    void rollbacksOfEachScriptAreCountedAndTheirKindIsPublished() throws InterruptedException {
        test.migrationTool.assesses(new Assessment.Pending(3), new Assessment.Complete(FakeMigrationTool.RECEIPT));
        for (String state : List.of("55P03", "40P01", "40001")) {
            test.migrationTool.runs(() -> new MigrationResult.Blocked(failure("V1__x.sql", state), 0));
        }
        test.migrationTool.runs(() -> new MigrationResult.Blocked(failure("V2__y.sql", "55P03"), 1));
        test.migrationTool.runs(() -> new MigrationResult.Applied(2));
        assertThat(reign()).contains(new Outcome.Ready("3", 3));
        assertThat(test.published(RolloutEvent.ScriptBlocked.class))
                .extracting(it -> it.failure().script() + " " + it.failure().attempt() + " "
                        + it.failure().conflict())
                .containsExactly(
                        "V1__x.sql 1 lock timeout",
                        "V1__x.sql 2 deadlock",
                        "V1__x.sql 3 serialization failure",
                        "V2__y.sql 1 lock timeout");
        assertThat(leadership.reports())
                .extracting(LeaderProgress::detail)
                .contains("retrying after lock timeout", "retrying after deadlock");
    }

    private static MigrationFailure failure(String script, String sqlState) {
        return new MigrationFailure(null, script, 1, sqlState, "canceled", 1, Instant.EPOCH);
    }

    @Test
    void deferredScriptsArePublished() throws InterruptedException {
        test.migrationTool.assesses(
                new Assessment.Pending(1), new Assessment.Complete(deferring("V4__x.sql", "V5__y.sql")));
        test.migrationTool.runs(() -> new MigrationResult.Applied(1));
        assertThat(reign()).contains(new Outcome.Ready("3", 1));
        assertThat(test.published(RolloutEvent.ScriptsDeferred.class))
                .containsExactly(new RolloutEvent.ScriptsDeferred(List.of("V4__x.sql", "V5__y.sql")));
        assertThat(leadership.deferredScripts()).containsExactly("V4__x.sql", "V5__y.sql");
    }

    @ParameterizedTest
    @CsvSource({"FAIL,true,true", "FAIL,false,false", "WARN,true,true", "WARN,false,true"})
    void scriptThatCannotBeDeferredRunsIfAllowed(WhenNotDeferrable policy, boolean isKnown, boolean runs)
            throws InterruptedException {
        NotDeferrable script = new NotDeferrable("V2__x.sql", "V3__y.sql", isKnown);
        test.migrationTool.assesses(
                new Assessment.Pending(2, 0, List.of(script)), new Assessment.Complete(FakeMigrationTool.RECEIPT));
        test.migrationTool.runs(() -> new MigrationResult.Applied(2));
        Optional<Outcome> outcome =
                reign(test.contextWith(RolloutFixture.settings(WhenAhead.START, policy)), Optional.empty());
        assertThat(test.migrationTool.migrated()).isEqualTo(runs ? 1 : 0);
        assertThat(test.published(RolloutEvent.ScriptNotDeferrable.class)).hasSize(runs ? 1 : 0);
        assertThat(outcome).contains(runs ? new Outcome.Ready("3", 2) : new Outcome.SchemaMismatch(script.problem()));
    }

    private static Receipt deferring(String... scripts) {
        return new Receipt(
                "sha256:mine",
                "3",
                "5",
                3,
                3,
                false,
                false,
                "",
                Stream.of(scripts).map(name -> new DeferredScript(name, 7)).toList(),
                Map.of());
    }

    @Test
    void blockedScriptFailsWhenPatienceEndsAndNamesWhoWasInTheWay() throws InterruptedException {
        test.migrationTool.assesses(new Assessment.Pending(1));
        for (int i = 0; i < 100; i++) {
            test.migrationTool.runs(() -> {
                test.postgres.reportActivity(BLOCKED);
                return new MigrationResult.Blocked(FakeMigrationTool.FAILURE, 0);
            });
        }
        assertThat(reign())
                .get()
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.failure().message())
                                .isEqualTo("no such column; blocked by pid 7 (app \"web\")"));
        assertThat(test.time.passed()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void scriptIsWatchedWhileItRunsAndNoLonger() throws InterruptedException {
        test.migrationTool.succeeds();
        reign();
        test.postgres.reportActivity(BLOCKED);
        assertThat(test.published(RolloutEvent.ScriptRunning.class)).isEmpty();
        assertThat(test.calls).containsSubsequence("no longer watched", "session closed");
    }

    @Test
    void lossOfLeadershipCutsTheSessionAndEndsTheRun() throws InterruptedException {
        test.migrationTool.assesses(new Assessment.Pending(3));
        test.migrationTool.runs(() -> {
            leadership.lose("the Lease is somebody's");
            throw FakePostgres.lost();
        });
        assertThat(reign())
                .contains(
                        new Outcome.LeadershipLost("the Lease is somebody's", Outcome.LeadershipLost.NOTHING_PARTIAL));
        assertThat(test.calls).containsSubsequence("session aborted", "session closed", "resigned");
    }

    @Test
    void leaderThatLosesBeforeItBeganIsAFollowerAgain() throws InterruptedException {
        leadership.lose("too late");
        assertThat(reign()).isEmpty();
        assertThat(leadership.resigned()).isEmpty();
    }

    @Test
    void stopCutsTheStatementAndResignsLast() {
        test.migrationTool.assesses(new Assessment.Pending(3));
        test.migrationTool.runs(() -> {
            test.stopSignal.request();
            throw FakePostgres.lost();
        });
        assertThatThrownBy(this::reign).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(test.calls).containsSubsequence("session aborted", "session closed", "resigned");
    }

    @Test
    void whatIsCutOffOutsideATransactionIsNamed() throws InterruptedException {
        test.migrationTool.assesses(new Assessment.Pending(3));
        runsOutsideATransaction();
        test.migrationTool.runs(() -> {
            leadership.lose("the Lease is somebody's");
            throw FakePostgres.lost();
        });
        assertThat(reign())
                .contains(new Outcome.LeadershipLost(
                        "the Lease is somebody's",
                        "V1__x.sql was interrupted outside a transaction: its changes so far remain; the next"
                                + " start reports how to proceed"));
    }

    @Test
    void stopNamesWhatItCutsOffOutsideATransaction() {
        test.migrationTool.assesses(new Assessment.Pending(3));
        runsOutsideATransaction();
        test.migrationTool.runs(() -> {
            test.stopSignal.request();
            throw FakePostgres.lost();
        });
        assertThatThrownBy(this::reign)
                .isInstanceOf(StoppedException.class)
                .hasMessageStartingWith("V1__x.sql was interrupted outside a transaction");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void unreachableDatabaseEndsTheTermAndReleasesTheLease() {
        test.postgres.failToOpen(new UnreachableException("no answer"));
        assertThatThrownBy(this::reign).hasMessage("no answer");
        assertThat(test.calls).containsExactly("resigned");
    }

    @Test
    void holderOfTheFenceAtTheDeadlineIsNamed() throws InterruptedException {
        var holder = new FenceHolder(7, "psql", "user shop, idle", Optional.empty());
        test.postgres.setLockHolder(holder);
        assertThat(reign())
                .contains(new Outcome.DeadlinePassed(
                        "the advisory lock, held by " + holder.sentence(), Duration.ofMinutes(10)));
    }

    @Test
    void sessionThatAlreadyHoldsTheFenceIsUsedAndClosed() throws InterruptedException {
        test.migrationTool.succeeds();
        Session session = test.postgres.open();
        Fence fence = ((FenceAttempt.Taken) session.tryFence()).fence();
        reign(test.context, Optional.of(new FencedSession(session, fence)));
        assertThat(test.postgres.opened()).isEqualTo(1);
        assertThat(test.postgres.openSessions()).isZero();
    }

    @Test
    void schemaAheadFailsWhereThatIsAsked() throws InterruptedException {
        RolloutFixture strict = new RolloutFixture(WhenAhead.FAIL);
        strict.postgres.setStateUnderLock(new BundleState.Ahead("9", true));
        assertThat(reign(strict.context, Optional.empty())).containsInstanceOf(Outcome.SchemaMismatch.class);
    }

    private void runsOutsideATransaction() {
        test.migrationTool.runsOutsideATransaction();
        test.postgres.setJournal(new EmptyJournal() {
            @Override
            public void begin(String script, List<String> indexes) {
                test.calls.add(script + " written down");
            }
        });
    }

    private Optional<Outcome> reign() throws InterruptedException {
        return reign(test.context, Optional.empty());
    }

    private Optional<Outcome> reign(RolloutContext context, Optional<FencedSession> fenced)
            throws InterruptedException {
        return new LeadershipTerm(
                        context, new Lead(leadership, fenced), new MigrationTask(context, leadership, Optional.empty()))
                .run();
    }
}
