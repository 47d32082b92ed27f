package io.initmigrator.election;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.initmigrator.core.Outcome;
import io.initmigrator.core.UnreachableException;
import io.initmigrator.election.Elector.Finish;
import io.initmigrator.election.Elector.Lead;
import io.initmigrator.election.Elector.Recheck;
import io.initmigrator.election.LeaseAnnotations.Phase;
import io.initmigrator.event.LeaderProgress;
import io.initmigrator.event.RolloutEvent;
import io.initmigrator.fence.FenceHolder;
import io.initmigrator.migration.FakeMigrationTool;
import io.initmigrator.rollout.RolloutFixture;
import io.initmigrator.rollout.RolloutSettings.WhenAhead;
import io.initmigrator.schema.Problem;
import io.initmigrator.schema.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LeaseElectorTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final RolloutFixture test = new RolloutFixture();
    private final LeaseElector turns = test.elector();

    @Test
    void firstPodLeads() throws InterruptedException {
        assertThat(turns.next()).isInstanceOf(Lead.class);
        assertThat(test.published(RolloutEvent.Elected.class)).hasSize(1);
    }

    @Test
    void followerWaitsUntilLeaderRecordsVersionThenRechecks() throws InterruptedException {
        test.leases.put(RolloutFixture.heldBy("orders-2_bb", 0));
        renewUntil(20);
        test.time.at(
                Duration.ofSeconds(20), () -> test.leases.put(RolloutFixture.released(note(Phase.SUCCEEDED, "mine"))));
        assertThat(turns.next()).isInstanceOf(Recheck.class);
        assertThat(test.time.passed()).isBetween(Duration.ofSeconds(20), Duration.ofMillis(20_100));
        assertThat(test.postgres.opened()).isZero();
    }

    @Test
    void twoHundredFollowersRecheckWithinATenthOfASecondAndNotAllAtOnce() throws InterruptedException {
        Map<Long, Integer> asked = new TreeMap<>();
        for (int seed = 1; seed <= 200; seed++) {
            var sibling = new RolloutFixture(WhenAhead.START, seed);
            sibling.leases.put(RolloutFixture.heldBy("orders-2_bb", 0));
            sibling.time.at(
                    Duration.ofSeconds(1),
                    () -> sibling.leases.put(RolloutFixture.released(note(Phase.SUCCEEDED, "mine"))));
            assertThat(sibling.elector().next()).isInstanceOf(Recheck.class);
            asked.merge(sibling.time.passed().minusSeconds(1).toMillis() / 10, 1, Integer::sum);
        }
        assertThat(asked.keySet()).allMatch(hundredth -> hundredth < 10).hasSize(10);
        assertThat(asked.values()).allMatch(siblings -> siblings < 40);
    }

    @Test
    void leaseTakenByAWriteWhoseAnswerNeverCameIsGivenBackAtTheEnd() throws InterruptedException {
        test.leases.put(RolloutFixture.released(LeaseAnnotations.EMPTY));
        test.leases.loseAnswers(true);
        assertThat(turns.next()).isInstanceOf(Recheck.class);
        assertThat(test.leases.current().isHeldBy(RolloutFixture.ME)).isTrue();
        test.leases.loseAnswers(false);

        turns.close();

        assertThat(test.leases.current().isHeld()).isFalse();
    }

    /** Covers a node without spare processor time; SIGTERM leaves 1.8 seconds. */
    @Test
    void slowAnswersAreAwaitedAtTheEnd() throws InterruptedException {
        test.leases.put(RolloutFixture.released(LeaseAnnotations.EMPTY));
        test.leases.loseAnswers(true);
        assertThat(turns.next()).isInstanceOf(Recheck.class);
        test.leases.loseAnswers(false);
        test.leases.delayWithinLimit(Duration.ofMillis(500));

        turns.close();

        assertThat(test.leases.current().isHeld()).isFalse();
    }

    @Test
    void interruptedWriteIsGivenBackAndTheInterruptKept() throws InterruptedException {
        test.leases.put(RolloutFixture.released(LeaseAnnotations.EMPTY));
        test.leases.loseAnswers(true);
        assertThat(turns.next()).isInstanceOf(Recheck.class);
        test.leases.loseAnswers(false);
        test.leases.failWhenInterrupted();
        Thread.currentThread().interrupt();

        turns.close();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(test.leases.current().isHeld()).isFalse();
    }

    @Test
    void writeThatIsStillUnderWayComesTooLateAtTheEnd() throws InterruptedException {
        String version =
                test.leases.put(RolloutFixture.released(LeaseAnnotations.EMPTY)).resourceVersion();
        test.leases.beforeWrite(() -> {
            throw ManualLeases.unavailable();
        });
        assertThat(turns.next()).isInstanceOf(Recheck.class);
        test.leases.beforeWrite(() -> {});

        turns.close();

        assertThat(test.leases.current().resourceVersion()).isNotEqualTo(version);
        assertThat(test.leases.current().isHeld()).isFalse();
    }

    @Test
    void leaseOfAnotherPodIsNotReleased() throws InterruptedException {
        test.leases.put(RolloutFixture.released(LeaseAnnotations.EMPTY));
        test.leases.loseAnswers(true);
        assertThat(turns.next()).isInstanceOf(Recheck.class);
        test.leases.put(RolloutFixture.heldBy("orders-2_bb", 0));

        turns.close();

        assertThat(test.leases.current().holder()).isEqualTo("orders-2_bb");
    }

    @Test
    void releasedLeaseIsTakenSoon() throws InterruptedException {
        test.leases.put(RolloutFixture.heldBy("orders-2_bb", 0));
        test.time.at(Duration.ofSeconds(2), () -> test.leases.put(RolloutFixture.released(LeaseAnnotations.EMPTY)));
        assertThat(turns.next()).isInstanceOf(Lead.class);
        assertThat(test.time.passed()).isLessThan(Duration.ofMillis(2_150));
    }

    @Test
    void followerLeavesReleasedLeaseToAFasterOne() throws InterruptedException {
        test.leases.put(RolloutFixture.heldBy("orders-2_bb", 0));
        test.time.at(Duration.ofSeconds(2), () -> {
            test.leases.put(RolloutFixture.released(LeaseAnnotations.EMPTY));
            test.leases.put(RolloutFixture.heldBy("orders-3_cc", 0));
        });
        test.time.at(
                Duration.ofSeconds(4), () -> test.leases.put(RolloutFixture.released(note(Phase.SUCCEEDED, "mine"))));
        assertThat(turns.next()).isInstanceOf(Recheck.class);
        assertThat(test.leases.writes()).isEmpty();
    }

    @Test
    void silentLeaderWithoutSessionIsReplacedBeforeItsLeaseRunsOut() throws InterruptedException {
        test.leases.put(RolloutFixture.heldBy("orders-2_bb", 0));
        Lead lead = (Lead) turns.next();
        assertThat(lead.fenced()).isPresent();
        assertThat(test.time.passed()).isBetween(Duration.ofSeconds(3), Duration.ofMillis(3_300));
    }

    @Test
    void silentLeaderWhoseSessionIsThereIsProbedOnceAndReplacedWhenItsLeaseRunsOut() throws InterruptedException {
        test.leases.put(RolloutFixture.heldBy("orders-2_bb", 0));
        test.postgres.setLockHolder(new FenceHolder(7, "init-migrator orders-2_bb", "", Optional.empty()));
        Lead lead = (Lead) turns.next();
        assertThat(lead.fenced()).isEmpty();
        assertThat(lead.leadership().predecessors().identities()).containsExactly("orders-2_bb");
        assertThat(test.time.passed()).isBetween(Duration.ofSeconds(15), Duration.ofMillis(15_150));
        assertThat(test.postgres.opened()).isEqualTo(1);
        assertThat(test.postgres.openSessions()).isZero();
    }

    @Test
    void probeThatFindsTheFenceHeldIsNoReasonToReadAndWatchAnew() throws InterruptedException {
        test.leases.put(RolloutFixture.heldBy("orders-2_bb", 0));
        test.postgres.setLockHolder(new FenceHolder(7, "init-migrator orders-2_bb", "", Optional.empty()));
        test.time.at(
                Duration.ofSeconds(9), () -> test.leases.put(RolloutFixture.released(note(Phase.SUCCEEDED, "mine"))));
        assertThat(turns.next()).isInstanceOf(Recheck.class);
        assertThat(test.postgres.opened()).isEqualTo(1);
        assertThat(test.leases.reads()).isEqualTo(2);
    }

    @Test
    void probeHoldsTheFenceNoLongerThanARenewalPeriod() throws InterruptedException {
        test.leases.put(RolloutFixture.heldBy("orders-2_bb", 0));
        turns.next();
        assertThat(test.leases.limits().getLast()).isEqualTo(RolloutFixture.TIMING.renewPeriod());
    }

    /** Covers a PostgreSQL that rejects the probe: the leader is alive, and its followers need no session. */
    @Test
    void probeThatPostgresRefusesChangesNothing() throws InterruptedException {
        test.leases.put(RolloutFixture.heldBy("orders-2_bb", 0));
        test.postgres.failToOpen(new UnreachableException("FATAL: sorry, too many clients already"));
        test.time.at(
                Duration.ofSeconds(5), () -> test.leases.put(RolloutFixture.released(note(Phase.SUCCEEDED, "mine"))));
        assertThat(turns.next()).isInstanceOf(Recheck.class);
        assertThat(test.published(RolloutEvent.ProbeLost.class))
                .containsExactly(new RolloutEvent.ProbeLost("FATAL: sorry, too many clients already"));
    }

    /** Covers a role that may not take an advisory lock. */
    @Test
    void probeThatMayNotTryTheFenceChangesNothing() throws InterruptedException {
        test.leases.put(RolloutFixture.heldBy("orders-2_bb", 0));
        test.postgres.whenFenceTried(() -> {
            throw new UnreachableException("permission denied for function pg_try_advisory_lock");
        });
        test.time.at(
                Duration.ofSeconds(5), () -> test.leases.put(RolloutFixture.released(note(Phase.SUCCEEDED, "mine"))));
        assertThat(turns.next()).isInstanceOf(Recheck.class);
        assertThat(test.published(RolloutEvent.ProbeLost.class))
                .containsExactly(new RolloutEvent.ProbeLost("permission denied for function pg_try_advisory_lock"));
        assertThat(test.postgres.openSessions()).isZero();
    }

    /** Covers a pod that may not write the Lease: it cannot lead, so it ends, as it does without a probe. */
    @Test
    void proberThatMayNotWriteTheLeaseEnds() {
        test.leases.put(RolloutFixture.heldBy("orders-2_bb", 0));
        test.postgres.whenFenceTried(() -> test.leases.fail(new UnreachableException("forbidden")));
        assertThatThrownBy(turns::next).isInstanceOf(UnreachableException.class).hasMessage("forbidden");
        assertThat(test.postgres.openSessions()).isZero();
    }

    @Test
    void proberThatIsNotElectedGivesTheFenceBack() throws InterruptedException {
        test.leases.put(RolloutFixture.heldBy("orders-2_bb", 0));
        test.leases.beforeWrite(() -> test.leases.put(RolloutFixture.heldBy("orders-2_bb", 1)));
        test.time.at(
                Duration.ofSeconds(5), () -> test.leases.put(RolloutFixture.released(note(Phase.SUCCEEDED, "mine"))));
        assertThat(turns.next()).isInstanceOf(Recheck.class);
        assertThat(test.postgres.opened()).isEqualTo(1);
        assertThat(test.postgres.openSessions()).isZero();
    }

    @Test
    void whoLosesTheFirstElectionWaitsForTheWinnerAndNotForNobody() throws InterruptedException {
        test.leases.put(RolloutFixture.released(LeaseAnnotations.EMPTY));
        test.leases.beforeWrite(() -> test.leases.put(RolloutFixture.heldBy("orders-2_bb", 0)));
        test.time.at(
                Duration.ofSeconds(2), () -> test.leases.put(RolloutFixture.released(note(Phase.SUCCEEDED, "mine"))));
        assertThat(turns.next()).isInstanceOf(Recheck.class);
        assertThat(test.published(RolloutEvent.WaitingForLeader.class))
                .extracting(RolloutEvent.WaitingForLeader::holder)
                .containsExactly("orders-2_bb");
    }

    @Test
    void followerTellsEachChangeAtOnceAndTheRestEveryTenSeconds() throws InterruptedException {
        var seconds = List.of("1 s", "2 s", "3 s", "4 s");
        test.leases.put(RolloutFixture.heldBy("orders-2_bb", 0));
        for (int i = 0; i < seconds.size(); i++) {
            var activity =
                    new LeaderProgress(i < 2 ? "1/2 V1__x.sql" : "2/2 V2__y.sql", seconds.get(i), i < 3 ? "" : "pid 7");
            var renewed = RolloutFixture.record("orders-2_bb", Duration.ofSeconds(15), i + 1, migrating(activity));
            test.time.at(Duration.ofSeconds(i + 1), () -> test.leases.put(renewed));
        }
        test.time.at(Duration.ofSeconds(5), () -> test.leases.put(RolloutFixture.released(LeaseAnnotations.EMPTY)));
        turns.next();
        assertThat(test.published(RolloutEvent.WaitingForLeader.class))
                .extracting(it -> it.activity().map(LeaderProgress::sentence).orElse(""))
                .containsExactly(
                        "", "1/2 V1__x.sql, 1 s", "2/2 V2__y.sql, 3 s", "2/2 V2__y.sql, 4 s, blocked by pid 7");
    }

    @Test
    void whoGivesUpSaysWhatTheLeaderWaitsFor() throws InterruptedException {
        var activity = new LeaderProgress("2/2 V2__y.sql", "42 s", "pid 7 (app \"web\")");
        for (int i = 0; i <= 600; i++) {
            var renewed = RolloutFixture.record("orders-2_bb", Duration.ofSeconds(15), i, migrating(activity));
            test.time.at(Duration.ofSeconds(i), () -> test.leases.put(renewed));
        }
        test.leases.put(RolloutFixture.heldBy("orders-2_bb", 0));
        assertThat(((Finish) turns.next()).outcome())
                .isEqualTo(new Outcome.DeadlinePassed(
                        "the leader orders-2_bb, currently at 2/2 V2__y.sql, 42 s, blocked by pid 7 (app \"web\")",
                        Duration.ofMinutes(10)));
    }

    @Test
    void stopCutsTheProbe() {
        test.leases.put(RolloutFixture.heldBy("orders-2_bb", 0));
        test.postgres.whenFenceTried(test.stopSignal::request);
        test.time.interruptAt(Duration.ofSeconds(4));
        assertThatThrownBy(turns::next).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(test.calls).startsWith("session aborted", "session closed");
    }

    @Test
    void watchIsNotTrustedForWhatIsOlderThanAFreshRead() throws InterruptedException {
        test.leases.put(RolloutFixture.heldBy("orders-2_bb", 0));
        test.time.at(
                Duration.ofSeconds(1), () -> test.leases.put(RolloutFixture.released(note(Phase.SUCCEEDED, "mine"))));
        assertThat(turns.next()).isInstanceOf(Recheck.class);
        test.leases.put(RolloutFixture.record("v0_x", Duration.ofSeconds(15), 1, note(Phase.MIGRATING, "theirs")));
        test.leases.put(RolloutFixture.record("v2_y", Duration.ofSeconds(15), 1, note(Phase.MIGRATING, "theirs")));
        assertThat(turns.next()).isInstanceOf(Recheck.class);
        test.time.at(
                Duration.ofSeconds(3), () -> test.leases.put(RolloutFixture.released(note(Phase.SUCCEEDED, "mine"))));
        assertThat(turns.next()).isInstanceOf(Recheck.class);
        assertThat(test.time.passed()).isGreaterThanOrEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void stalledWatchIsFoundByAFreshReadBeforeAnybodyIsSuspected() throws InterruptedException {
        test.leases.put(RolloutFixture.heldBy("orders-2_bb", 0));
        test.time.at(Duration.ofSeconds(1), () -> test.leases.openWatches().forEach(LeaseWatch::close));
        test.time.at(
                Duration.ofSeconds(2), () -> test.leases.put(RolloutFixture.released(note(Phase.SUCCEEDED, "mine"))));
        assertThat(turns.next()).isInstanceOf(Recheck.class);
        assertThat(test.time.passed()).isLessThan(Duration.ofMillis(3_200));
        assertThat(test.published(RolloutEvent.LeaderSuspected.class)).isEmpty();
    }

    @Test
    void watchThatEndsIsOpenedAnewAfterARead() throws InterruptedException {
        test.leases.put(RolloutFixture.heldBy("orders-2_bb", 0));
        renewUntil(8);
        test.time.at(
                Duration.ofSeconds(1),
                () -> test.leases.openWatches().forEach(watch -> watch.feed(new LeaseEvent.Ended("410"))));
        test.time.at(
                Duration.ofSeconds(6), () -> test.leases.put(RolloutFixture.released(note(Phase.SUCCEEDED, "mine"))));
        assertThat(turns.next()).isInstanceOf(Recheck.class);
        assertThat(test.leases.reads()).isEqualTo(2);
    }

    @Test
    void deletedLeaseIsCreatedBySomebody() throws InterruptedException {
        test.leases.put(RolloutFixture.heldBy("orders-2_bb", 0));
        test.time.at(Duration.ofSeconds(1), test.leases::delete);
        assertThat(turns.next()).isInstanceOf(Lead.class);
    }

    @Test
    void followerStopsWithTheLeadersFailure() throws InterruptedException {
        test.leases.put(RolloutFixture.heldBy("orders-2_bb", 0));
        look();
        test.time.at(Duration.ofSeconds(1), () -> test.leases.put(RolloutFixture.released(failed("mine", 1))));
        assertThat(((Finish) turns.next()).outcome()).isInstanceOf(Outcome.Failed.class);
        assertThat(test.time.passed()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void failedBundleIsNotTriedAgainBeforeTheBackoffHasPassed() throws InterruptedException {
        test.leases.put(RolloutFixture.released(failed("mine", 2)));
        look();
        test.time.tick(Duration.ofSeconds(59));
        assertThat(turns.next()).isInstanceOf(Finish.class);
        test.time.tick(Duration.ofSeconds(1));
        assertThat(((Lead) turns.next()).leadership().attempt()).isEqualTo(3);
    }

    /** Covers a failover to a server whose clock is behind. */
    @Test
    void failureThatIsYetToComeByPostgresClockHoldsNobodyBackForLonger() throws InterruptedException {
        test.leases.put(RolloutFixture.released(failed("mine", 1)));
        test.postgres.setServerTime(NOW.minusSeconds(600));
        look();
        assertThat(turns.next()).isInstanceOf(Lead.class);
    }

    @Test
    void followerStopsWithTheLeadersRefusal() throws InterruptedException {
        test.leases.put(RolloutFixture.heldBy("orders-2_bb", 0));
        test.time.at(Duration.ofSeconds(1), () -> test.leases.put(RolloutFixture.released(refused("mine", NOW))));
        assertThat(((Finish) turns.next()).outcome())
                .isEqualTo(new Outcome.SchemaMismatch("checksum mismatch", "restore the script"));
        assertThat(test.time.passed()).isEqualTo(Duration.ofSeconds(1));
    }

    /** Covers a refusal whose cause may have been removed since, by {@code repair} or by hand. */
    @Test
    void refusalFromBeforeItsStartKeepsNoPodFromLookingItself() throws InterruptedException {
        test.leases.put(RolloutFixture.released(refused("mine", NOW)));
        assertThat(turns.next()).isInstanceOf(Lead.class);
    }

    /** Covers a failover to a server whose clock is behind. */
    @Test
    void refusalThatIsYetToComeByPostgresClockBlocksNobody() throws InterruptedException {
        test.leases.put(RolloutFixture.released(refused("mine", NOW.plusSeconds(600))));
        assertThat(turns.next()).isInstanceOf(Lead.class);
    }

    @Test
    void refusalByALeaderThatReadTheSchemaBeforeThisPodStartedIsNotShared() throws InterruptedException {
        look();
        LeaseElector late = test.elector();
        test.leases.put(RolloutFixture.heldBy("orders-2_bb", 0));
        test.time.at(
                Duration.ofSeconds(1),
                () -> test.leases.put(RolloutFixture.released(refused("mine", NOW.minusMillis(1)))));
        assertThat(late.next()).isInstanceOf(Lead.class);
    }

    @Test
    void anotherBundleIsNotStoppedByARefusal() throws InterruptedException {
        test.leases.put(RolloutFixture.heldBy("orders-2_bb", 0));
        test.time.at(Duration.ofSeconds(1), () -> test.leases.put(RolloutFixture.released(refused("theirs", NOW))));
        assertThat(turns.next()).isInstanceOf(Recheck.class);
        assertThat(turns.next()).isInstanceOf(Lead.class);
    }

    @Test
    void anotherBundleIsNotHeldUpByAFailure() throws InterruptedException {
        test.leases.put(RolloutFixture.released(failed("theirs", 1)));
        look();
        assertThat(turns.next()).isInstanceOf(Lead.class);
    }

    /** Saves connections: the pod has just queried PostgreSQL, and thirty pods would open thirty connections for nothing. */
    @Test
    void resultOfTheRolloutBeforeIsNoReasonToRecheck() throws InterruptedException {
        test.leases.put(RolloutFixture.released(note(Phase.SUCCEEDED, "theirs")));
        assertThat(turns.next()).isInstanceOf(Lead.class);
    }

    @Test
    void resultOfAnotherBundleThatAppearsDuringTheWaitIsRechecked() throws InterruptedException {
        test.leases.put(RolloutFixture.heldBy("orders-2_bb", 0));
        test.time.at(
                Duration.ofSeconds(1), () -> test.leases.put(RolloutFixture.released(note(Phase.SUCCEEDED, "theirs"))));
        assertThat(turns.next()).isInstanceOf(Recheck.class);
        assertThat(turns.next()).isInstanceOf(Lead.class);
    }

    @Test
    void resultOfThisBundleIsRecheckedFromTheBeginning() throws InterruptedException {
        test.leases.put(RolloutFixture.released(note(Phase.SUCCEEDED, "mine")));
        assertThat(turns.next()).isInstanceOf(Recheck.class);
        assertThat(turns.next()).isInstanceOf(Lead.class);
    }

    @Test
    void whereTheApiDoesNotAnswerPostgresIsAskedInstead() throws InterruptedException {
        test.leases.fail(ManualLeases.unavailable(), ManualLeases.throttled(Duration.ofSeconds(3)));
        assertThat(turns.next()).isInstanceOf(Recheck.class);
        assertThat(turns.next()).isInstanceOf(Recheck.class);
        assertThat(turnsUntil(Lead.class)).isNotEmpty();
        assertThat(test.published(RolloutEvent.ApiUnavailable.class)).hasSize(1);
        assertThat(test.published(RolloutEvent.ApiAvailable.class)).hasSize(1);
    }

    @Test
    void postgresIsPolledWhileTheApiAsksToRetryLater() throws InterruptedException {
        test.leases.fail(ManualLeases.throttled(Duration.ofSeconds(32)));
        List<Duration> asked = turnsUntil(Lead.class);
        assertThat(asked.getFirst()).isLessThan(Duration.ofMillis(250));
        assertThat(asked).hasSizeBetween(9, 15);
        assertThat(test.time.passed()).isEqualTo(Duration.ofSeconds(32));
        assertThat(test.leases.reads()).isEqualTo(2);
    }

    /** Covers a namespace whose quota is being changed: the API server answers with a conflict although no Lease exists. */
    @Test
    @Timeout(20)
    void leaseThatCannotBeCreatedIsTriedWithPausesUntilTheDeadline() {
        test.leases.refuseToCreate();
        assertThatThrownBy(turns::next)
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining("MIGRATOR_TIMEOUT");
        assertThat(test.time.passed()).isEqualTo(Duration.ofMinutes(10));
        assertThat(test.leases.reads()).isBetween(120, 300);
        assertThat(test.published(RolloutEvent.ApiUnavailable.class)).hasSizeBetween(40, 61);
    }

    /** Covers a gateway that lets only reads through. */
    @Test
    @Timeout(20)
    void leaseThatCannotBeTakenIsTriedWithPausesUntilTheDeadline() {
        test.leases.put(RolloutFixture.released(LeaseAnnotations.EMPTY));
        test.leases.refuseToUpdate();
        assertThatThrownBy(turns::next)
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining("MIGRATOR_TIMEOUT");
        assertThat(test.time.passed()).isEqualTo(Duration.ofMinutes(10));
        assertThat(test.leases.reads()).isBetween(20, 400);
        assertThat(test.published(RolloutEvent.ApiUnavailable.class)).hasSizeBetween(20, 61);
    }

    @Test
    void apiThatNeverAnswersIsGivenUpAtTheDeadline() {
        test.leases.failAll();
        assertThatThrownBy(this::turnUntilTheEnd)
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining("MIGRATOR_TIMEOUT");
        assertThat(test.time.passed()).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void leaderIsWaitedForUntilTheDeadlineAndThenNamed() throws InterruptedException {
        test.leases.put(RolloutFixture.heldBy("orders-2_bb", 0));
        renewUntil(700);
        assertThat(((Finish) turns.next()).outcome())
                .isInstanceOfSatisfying(
                        Outcome.DeadlinePassed.class,
                        passed -> assertThat(passed.waitedFor()).contains("orders-2_bb"));
        assertThat(test.time.passed()).isBetween(Duration.ofMinutes(10), Duration.ofMillis(600_500));
    }

    @Test
    void nothingIsHeldAfterClose() throws InterruptedException {
        test.leases.put(RolloutFixture.heldBy("orders-2_bb", 0));
        test.time.at(
                Duration.ofSeconds(1), () -> test.leases.put(RolloutFixture.released(note(Phase.SUCCEEDED, "mine"))));
        turns.next();
        turns.close();
        assertThat(test.leases.openWatches()).isEmpty();
    }

    private void turnUntilTheEnd() throws InterruptedException {
        while (turns.next() instanceof Recheck) {
            assertThat(test.time.passed()).isLessThan(Duration.ofHours(1));
        }
    }

    /** Returns the time of each step before the first one of {@code kind}. */
    private List<Duration> turnsUntil(Class<? extends Elector.Step> kind) throws InterruptedException {
        List<Duration> before = new ArrayList<>();
        while (!kind.isInstance(turns.next())) {
            before.add(test.time.passed());
        }
        return before;
    }

    /** Gives the pod PostgreSQL's time, as its first query does. */
    private void look() throws InterruptedException {
        test.context.databaseClock().set(test.context.database().readSnapshot(RolloutFixture.BUNDLE));
    }

    private void renewUntil(int seconds) {
        for (int i = 1; i < seconds; i++) {
            int renewal = i;
            test.time.at(Duration.ofSeconds(i), () -> test.leases.put(RolloutFixture.heldBy("orders-2_bb", renewal)));
        }
    }

    private static LeaseAnnotations note(@Nullable Phase phase, String bundle) {
        return new LeaseAnnotations(phase, "sha256:" + bundle, "3", null, null, Predecessors.NONE);
    }

    private static LeaseAnnotations migrating(LeaderProgress activity) {
        return new LeaseAnnotations(
                Phase.MIGRATING, RolloutFixture.BUNDLE.digest(), null, activity, null, Predecessors.NONE);
    }

    private static LeaseAnnotations refused(String bundle, Instant at) {
        return new LeaseAnnotations(
                Phase.REFUSED,
                "sha256:" + bundle,
                null,
                null,
                null,
                new Refusal(new Problem("checksum mismatch", "restore the script"), "orders-2_bb", at),
                new Predecessors(List.of("orders-2_bb")));
    }

    private static LeaseAnnotations failed(String bundle, int attempt) {
        return new LeaseAnnotations(
                Phase.FAILED,
                "sha256:" + bundle,
                null,
                null,
                FakeMigrationTool.FAILURE.occurred(attempt, NOW),
                Predecessors.NONE);
    }
}
