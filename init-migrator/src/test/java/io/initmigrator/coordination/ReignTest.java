package io.initmigrator.coordination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.initmigrator.coordination.RolloutSettings.WhenAhead;
import io.initmigrator.coordination.Sighting.Blocker;
import io.initmigrator.coordination.Turns.FencedSession;
import io.initmigrator.coordination.Turns.Lead;
import io.initmigrator.schema.Standing;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReignTest {

    private static final Sighting BLOCKED = new Sighting(List.of(new Blocker(7, "app \"web\"")), Optional.empty());

    private final TestPod test = new TestPod();
    private final StubLeadership leadership = new StubLeadership(test.story);

    @Test
    void leaderMigratesWritesTheReceiptEndsTheSessionAndOnlyThenResigns() throws InterruptedException {
        test.migrations.succeeds();
        assertThat(reign()).contains(new Outcome.Ready("3", 3));
        assertThat(test.story)
                .containsExactly(
                        "looked behind the fence",
                        "no longer watched",
                        "receipt written",
                        "session closed",
                        "resigned");
    }

    /** Paused before it took the fence, it wakes after the successor has finished. */
    @Test
    void leaderLooksAgainBehindTheFenceAndHasNothingToDo() throws InterruptedException {
        test.postgres.standsBehindFence(FakePostgres.CURRENT);
        assertThat(reign()).contains(new Outcome.Ready("3", 0));
        assertThat(test.migrations.migrated()).isZero();
    }

    @Test
    void completeHistoryWithoutReceiptGetsOne() throws InterruptedException {
        test.migrations.assesses(new Assessment.Complete(FakeMigrations.RECEIPT));
        assertThat(reign()).contains(new Outcome.Ready("3", 0));
        assertThat(test.story).contains("receipt written");
    }

    @Test
    void historyAheadOfTheBundleIsJudgedByThePolicy() throws InterruptedException {
        test.migrations.assesses(new Assessment.Complete(FakeMigrations.receipt(true)));
        assertThat(reign()).contains(new Outcome.Ready("4", 0));
    }

    @Test
    void failureIsToldWithItsAttemptAndTheDatabasesTime() throws InterruptedException {
        test.migrations.fails();
        leadership.attempt(2);
        assertThat(reign()).hasValueSatisfying(outcome -> {
            Outcome.Failed failed = (Outcome.Failed) outcome;
            assertThat(failed.failure().attempt()).isEqualTo(2);
            assertThat(failed.failure().at()).isEqualTo("2026-01-01T00:00:00Z");
            assertThat(failed.version()).isEqualTo("2");
        });
        assertThat(leadership.resigned()).containsInstanceOf(Outcome.Failed.class);
    }

    /** The history has version 2 when the run begins; the last script is yet to be committed. */
    @Test
    void whatIsCommittedIsToldAsItComesAndNeverAnOlderVersion() throws InterruptedException {
        test.migrations.fails();
        test.migrations.commits("1.5", "3", "3.1");
        reign();
        assertThat(leadership.recordedVersions()).containsExactly("2", "3", "3.1");
    }

    @Test
    void misfitIsTheOutcome() throws InterruptedException {
        test.migrations.assesses(new Assessment.Misfit("checksum", "restore it"));
        assertThat(reign()).contains(new Outcome.Misfit("checksum", "restore it"));
        assertThat(test.migrations.migrated()).isZero();
    }

    @Test
    void scriptInTheWayOfALockIsTriedAgain() throws InterruptedException {
        test.migrations.assesses(new Assessment.Pending(3), new Assessment.Complete(FakeMigrations.RECEIPT));
        test.migrations.runs(() -> {
            test.postgres.sees(BLOCKED);
            return new MigrationRun.Blocked(FakeMigrations.FAILURE, 2);
        });
        test.migrations.runs(() -> new MigrationRun.Applied(1));
        assertThat(reign()).contains(new Outcome.Ready("3", 3));
        assertThat(test.told(Notice.ScriptBlocked.class))
                .singleElement()
                .extracting(Notice.ScriptBlocked::blockers)
                .isEqualTo("pid 7 (app \"web\")");
        assertThat(test.told(Notice.ScriptStarted.class))
                .extracting(it -> it.progress().toString())
                .containsExactly("1/3 V1__x.sql", "3/5 V1__x.sql");
        assertThat(leadership.reports())
                .extracting(Activity::sentence)
                .contains("1/3 V1__x.sql, gave way to a lock, blocked by pid 7 (app \"web\")");
    }

    @Test
    void blockedScriptFailsWhenPatienceEndsAndNamesWhoWasInTheWay() throws InterruptedException {
        test.migrations.assesses(new Assessment.Pending(1));
        for (int i = 0; i < 100; i++) {
            test.migrations.runs(() -> {
                test.postgres.sees(BLOCKED);
                return new MigrationRun.Blocked(FakeMigrations.FAILURE, 0);
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
        test.migrations.succeeds();
        reign();
        test.postgres.sees(BLOCKED);
        assertThat(test.told(Notice.ScriptRunning.class)).isEmpty();
        assertThat(test.story).containsSubsequence("no longer watched", "session closed");
    }

    @Test
    void lossOfLeadershipCutsTheSessionAndEndsTheRun() throws InterruptedException {
        test.migrations.assesses(new Assessment.Pending(3));
        test.migrations.runs(() -> {
            leadership.lose("the Lease is somebody's");
            throw FakePostgres.lost();
        });
        assertThat(reign()).contains(new Outcome.Lost("the Lease is somebody's", Outcome.Lost.NOTHING_HALF_DONE));
        assertThat(test.story).containsSubsequence("session aborted", "session closed", "resigned");
    }

    @Test
    void leaderThatLosesBeforeItBeganIsASiblingAgain() throws InterruptedException {
        leadership.lose("too late");
        assertThat(reign()).isEmpty();
        assertThat(leadership.resigned()).isEmpty();
    }

    @Test
    void stopCutsTheStatementAndResignsLast() {
        test.migrations.assesses(new Assessment.Pending(3));
        test.migrations.runs(() -> {
            test.stop.request();
            throw FakePostgres.lost();
        });
        assertThatThrownBy(this::reign).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(test.story).containsSubsequence("session aborted", "session closed", "resigned");
    }

    @Test
    void whatIsCutOffOutsideATransactionIsNamed() throws InterruptedException {
        test.migrations.assesses(new Assessment.Pending(3));
        runsOutsideATransaction();
        test.migrations.runs(() -> {
            leadership.lose("the Lease is somebody's");
            throw FakePostgres.lost();
        });
        assertThat(reign())
                .contains(new Outcome.Lost(
                        "the Lease is somebody's",
                        "V1__x.sql was cut off, which runs outside a transaction: what it has done by now stays, and the next"
                                + " start says what to do"));
    }

    @Test
    void stopNamesWhatItCutsOffOutsideATransaction() {
        test.migrations.assesses(new Assessment.Pending(3));
        runsOutsideATransaction();
        test.migrations.runs(() -> {
            test.stop.request();
            throw FakePostgres.lost();
        });
        assertThatThrownBy(this::reign)
                .isInstanceOf(StoppedException.class)
                .hasMessageStartingWith("V1__x.sql was cut off, which runs outside a transaction");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void unreachableDatabaseEndsTheReignAndResigns() {
        test.postgres.failToOpen(new UnreachableException("no answer"));
        assertThatThrownBy(this::reign).hasMessage("no answer");
        assertThat(test.story).containsExactly("resigned");
    }

    @Test
    void whoeverKeepsTheFenceUntilTheDeadlineIsNamed() throws InterruptedException {
        var holder = new FenceHolder(7, "psql", "user shop, idle", Optional.empty());
        test.postgres.holds(holder);
        assertThat(reign())
                .contains(new Outcome.DeadlinePassed(
                        "the fence in PostgreSQL, held by " + holder.sentence(), Duration.ofMinutes(10)));
    }

    @Test
    void sessionThatAlreadyHoldsTheFenceIsUsedAndClosed() throws InterruptedException {
        test.migrations.succeeds();
        Session session = test.postgres.open();
        Fence fence = ((FenceAttempt.Taken) session.tryFence()).fence();
        reign(test.pod, Optional.of(new FencedSession(session, fence)));
        assertThat(test.postgres.opened()).isEqualTo(1);
        assertThat(test.postgres.openSessions()).isZero();
    }

    @Test
    void schemaAheadFailsWhereThatIsAsked() throws InterruptedException {
        TestPod strict = new TestPod(WhenAhead.FAIL);
        strict.postgres.standsBehindFence(new Standing.Ahead("9", true));
        assertThat(reign(strict.pod, Optional.empty())).containsInstanceOf(Outcome.Misfit.class);
    }

    private void runsOutsideATransaction() {
        test.migrations.runsOutsideATransaction();
        test.postgres.journal(new EmptyJournal() {
            @Override
            public void begin(String script, List<String> indexes) {
                test.story.add(script + " written down");
            }
        });
    }

    private Optional<Outcome> reign() throws InterruptedException {
        return reign(test.pod, Optional.empty());
    }

    private Optional<Outcome> reign(Pod pod, Optional<FencedSession> fenced) throws InterruptedException {
        return new Reign(pod, new Lead(leadership, fenced), new Migrating(pod, leadership)).run();
    }
}
