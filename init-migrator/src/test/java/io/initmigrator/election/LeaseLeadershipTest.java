package io.initmigrator.election;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.initmigrator.core.Outcome;
import io.initmigrator.election.LeaseAnnotations.Phase;
import io.initmigrator.event.LeaderProgress;
import io.initmigrator.event.RolloutEvent;
import io.initmigrator.migration.FakeMigrationTool;
import io.initmigrator.rollout.RolloutFixture;
import io.initmigrator.schema.Problem;
import io.initmigrator.schema.Refusal;
import io.initmigrator.schema.SchemaVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LeaseLeadershipTest {

    private final RolloutFixture test = new RolloutFixture();

    @Test
    void leaderRenewsEveryPeriod() {
        LeaseLeadership leadership = elect();
        test.time.interruptAt(Duration.ofSeconds(30));
        test.background.run();
        assertThat(test.leases.writes()).hasSize(1 + 19);
        assertThat(test.published(RolloutEvent.LeaseRenewed.class)).hasSize(19);
        assertThat(leadership.loss()).isEmpty();
    }

    @Test
    void renewalCarriesProgress() {
        LeaseLeadership leadership = elect();
        leadership.report(new LeaderProgress("2/3 V2__x.sql", "42 s", "pid 7"));
        test.time.interruptAt(Duration.ofSeconds(2));
        test.background.run();
        assertThat(test.leases.current().annotations().activity())
                .isEqualTo(new LeaderProgress("2/3 V2__x.sql", "42 s", "pid 7"));
    }

    /** Keeps the names until another leader has applied its bundle. */
    @Test
    void deferredScriptsAreKeptAndReplacedAtTheEnd() {
        test.leases.put(RolloutFixture.released(
                new LeaseAnnotations(null, null, "1", null, null, null, "V2__x.sql", Predecessors.NONE)));
        LeaseLeadership leadership = elect();
        assertThat(test.leases.current().annotations().deferred()).isEqualTo("V2__x.sql");
        test.time.interruptAt(Duration.ofSeconds(2));
        test.background.run();
        assertThat(test.leases.current().annotations().deferred()).isEqualTo("V2__x.sql");
        leadership.deferred(List.of("V3__y.sql", "R__z.sql"));
        leadership.resign(Optional.of(new Outcome.Ready("2", 1)));
        assertThat(test.leases.current().annotations().deferred()).isEqualTo("V3__y.sql, R__z.sql");
    }

    @Test
    void renewalAndReleaseCarryTheVersionThatWasCommittedLast() {
        test.leases.put(RolloutFixture.released(new LeaseAnnotations(null, null, "1", null, null, Predecessors.NONE)));
        LeaseLeadership leadership = elect();
        test.time.interruptAt(Duration.ofSeconds(2));
        test.background.run();
        assertThat(test.leases.current().annotations().schemaVersion()).isEqualTo("1");
        leadership.recorded(new SchemaVersion("2"));
        test.time.interruptAt(Duration.ofSeconds(4));
        test.background.run();
        assertThat(test.leases.current().annotations().schemaVersion()).isEqualTo("2");
        leadership.recorded(new SchemaVersion("3"));
        leadership.resign(
                Optional.of(new Outcome.LeadershipLost("the session", Outcome.LeadershipLost.NOTHING_PARTIAL)));
        assertThat(test.leases.current().annotations().schemaVersion()).isEqualTo("3");
    }

    @Test
    void leadershipIsLostWhenRenewDeadlinePassesWithoutRenewal() {
        LeaseLeadership leadership = elect();
        List<Duration> lostAt = new ArrayList<>();
        leadership.onLoss(() -> lostAt.add(test.time.passed()));
        test.leases.failAll();
        test.background.run();
        assertThat(lostAt).containsExactly(RolloutFixture.TIMING.renewDeadline());
        assertThat(leadership.loss()).hasValueSatisfying(why -> assertThat(why).contains("for 10 s: 500"));
    }

    /** Covers the last attempt: it has hardly any time left and fails for that reason, which explains nothing. */
    @Test
    void lossIsExplainedByTheFirstFailureSinceTheLastRenewal() {
        LeaseLeadership leadership = elect();
        test.leases.fail(new ApiUnavailableException("connection reset", null, null));
        test.time.at(Duration.ofSeconds(4), () -> {
            test.leases.fail(new ApiUnavailableException("429", null, null));
            Collections.nCopies(100, ManualLeases.unavailable()).forEach(test.leases::fail);
        });
        test.background.run();
        assertThat(leadership.loss())
                .hasValueSatisfying(
                        why -> assertThat(why).contains("for 10 s: 429").doesNotContain("reset"));
    }

    @Test
    void pauseOfTheProcessIsTheCauseEvenAfterAFailedTry() {
        LeaseLeadership leadership = elect();
        test.leases.fail(new ApiUnavailableException("connection reset", null, null));
        test.time.at(Duration.ofMillis(1600), () -> test.time.tick(Duration.ofSeconds(20)));
        test.background.run();
        assertThat(leadership.loss()).hasValueSatisfying(why -> assertThat(why).contains("paused"));
    }

    /** Covers a late answer: followers may have seen the election as soon as it was requested. */
    @Test
    void renewDeadlineCountsFromWhenTheElectionWasAskedFor() {
        test.leases.delay(Duration.ofSeconds(6));
        LeaseLeadership leadership = elect();
        Duration asked = test.time.passed().minusSeconds(6);
        List<Duration> lostAt = new ArrayList<>();
        leadership.onLoss(() -> lostAt.add(test.time.passed()));
        test.leases.delay(Duration.ZERO);
        test.leases.failAll();
        test.background.run();
        assertThat(lostAt).containsExactly(asked.plus(RolloutFixture.TIMING.renewDeadline()));
    }

    @Test
    void leaderThatWasPausedForLongerThanTheDeadlineHasLost() {
        LeaseLeadership leadership = elect();
        test.time.at(Duration.ofSeconds(1), () -> test.time.tick(Duration.ofSeconds(20)));
        test.background.run();
        assertThat(leadership.loss()).hasValueSatisfying(why -> assertThat(why).contains("paused"));
        assertThat(test.leases.writes()).hasSize(1);
    }

    @Test
    void renewalAttemptsEndWithinTheDeadline() {
        elect();
        int before = test.leases.limits().size();
        test.leases.failAll();
        test.background.run();
        assertThat(test.leases.limits().subList(before, test.leases.limits().size()))
                .isNotEmpty()
                .allMatch(limit -> limit.compareTo(RolloutFixture.TIMING.attempt()) <= 0);
    }

    /** Covers a connection that fails silently: the call gets no answer, and the next attempt uses another connection. */
    @Test
    void renewalThatIsNotAnsweredLeavesTimeForAnother() {
        LeaseLeadership leadership = elect();
        test.leases.leaveUnanswered(1);
        test.time.interruptAt(Duration.ofSeconds(20));
        test.background.run();
        assertThat(leadership.loss()).isEmpty();
        assertThat(test.leases.limits()).contains(Duration.ofSeconds(5), Duration.ofMillis(3_300));
    }

    /** Covers a renewal that loses a race against an edited label: the read that follows may use only the time that is left. */
    @Test
    void readAfterALostRaceEndsWithinTheDeadlineToo() {
        LeaseLeadership leadership = elect();
        test.leases.put(RolloutFixture.heldBy(RolloutFixture.ME.toString(), 1));
        int before = test.leases.limits().size();
        test.leases.delay(Duration.ofSeconds(5));
        test.background.run();
        assertThat(test.leases.limits().subList(before, test.leases.limits().size()))
                .containsExactly(Duration.ofSeconds(5), Duration.ofMillis(3_500));
        assertThat(leadership.loss()).isPresent();
    }

    @Test
    void throttledRenewalWaitsForRetryAfter() {
        elect();
        test.leases.fail(ManualLeases.throttled(Duration.ofSeconds(3)));
        test.time.interruptAt(Duration.ofMillis(4_400));
        test.background.run();
        assertThat(test.leases.writes()).hasSize(1);
    }

    @Test
    void renewalThatIsThrottledForLongIsTriedOnceMoreBeforeTheDeadline() {
        LeaseLeadership leadership = elect();
        test.leases.fail(ManualLeases.throttled(Duration.ofSeconds(9)));
        test.time.interruptAt(Duration.ofSeconds(20));
        test.background.run();
        assertThat(leadership.loss()).isEmpty();
    }

    @Test
    void leaderThatIsThrottledUntilItsDeadlineIsSoTwice() {
        LeaseLeadership leadership = elect();
        int before = test.leases.limits().size();
        test.leases.fail(ManualLeases.throttled(Duration.ofSeconds(9)), ManualLeases.throttled(Duration.ofSeconds(9)));
        test.background.run();
        assertThat(leadership.loss()).hasValueSatisfying(why -> assertThat(why).contains("429"));
        assertThat(test.leases.limits().subList(before, test.leases.limits().size()))
                .containsExactly(Duration.ofSeconds(5), Duration.ofSeconds(3));
        assertThat(test.time.passed()).isEqualTo(RolloutFixture.TIMING.renewDeadline());
    }

    @Test
    void leadershipIsLostWhenSomebodyElseHoldsTheLease() {
        LeaseLeadership leadership = elect();
        test.leases.put(RolloutFixture.heldBy("orders-2_bb", 1));
        test.background.run();
        assertThat(leadership.loss()).hasValue("the Lease is now held by orders-2_bb");
    }

    @Test
    void deletedLeaseIsCreatedAnew() {
        LeaseLeadership leadership = elect();
        test.leases.delete();
        test.time.interruptAt(Duration.ofSeconds(2));
        test.background.run();
        assertThat(test.leases.current().holder()).isEqualTo(RolloutFixture.ME.toString());
        assertThat(leadership.loss()).isEmpty();
    }

    @Test
    void deletedLeaseThatCannotBeCreatedIsTriedWithPauses() {
        LeaseLeadership leadership = elect();
        test.leases.delete();
        test.leases.refuseToCreate();
        test.background.run();
        assertThat(leadership.loss()).isPresent();
        assertThat(test.leases.reads()).isBetween(40, 50);
    }

    @Test
    void renewalWhoseAnswerWasLostIsNoLoss() {
        LeaseLeadership leadership = elect();
        test.leases.loseAnswers(true);
        test.time.at(Duration.ofSeconds(2), () -> test.leases.loseAnswers(false));
        test.time.interruptAt(Duration.ofSeconds(20));
        test.background.run();
        assertThat(leadership.loss()).isEmpty();
    }

    @Test
    void unexpectedFailureOfTheRenewalLosesLeadership() {
        LeaseLeadership leadership = elect();
        test.leases.fail(new IllegalStateException("a bug"));
        assertThatThrownBy(test.background::run).hasMessage("a bug");
        assertThat(leadership.loss()).isPresent();
    }

    @Test
    void classThatIsMissingInTheRenewalLosesLeadership() {
        LeaseLeadership leadership = elect();
        test.leases.beforeWrite(() -> {
            throw new NoClassDefFoundError("okhttp3/Call");
        });
        assertThatThrownBy(test.background::run).isInstanceOf(NoClassDefFoundError.class);
        assertThat(leadership.loss()).hasValueSatisfying(why -> assertThat(why).contains("okhttp3/Call"));
    }

    @Test
    void leaderThatIsTooLateMayEvictNobodyEvenBeforeItNotices() {
        test.leases.put(RolloutFixture.heldBy("orders-0_99", 1));
        LeaseLeadership leadership = elect();
        assertThat(leadership.predecessors().identities()).containsExactly("orders-0_99");
        test.time.tick(RolloutFixture.TIMING.renewDeadline());
        assertThat(leadership.predecessors()).isEqualTo(Predecessors.NONE);
    }

    /** Covers a predecessor that was paused: it may still take the advisory lock when the leader releases it, and die with it. */
    @Test
    void predecessorsAreNamedToTheSuccessorsToo() {
        test.leases.put(RolloutFixture.heldBy("orders-0_99", 1));
        LeaseLeadership leadership = elect();
        test.time.interruptAt(test.time.passed().plusSeconds(2));
        test.background.run();
        assertThat(test.leases.current().annotations().predecessors().identities())
                .containsExactly("orders-0_99");
        leadership.resign(Optional.empty());
        assertThat(test.leases.current().annotations().predecessors().identities())
                .containsExactly("orders-0_99", "orders-1_aa");
    }

    @Test
    void releaseTellsTheVerdict() {
        elect().resign(Optional.of(new Outcome.Ready("3", 3)));
        LeaseRecord released = test.leases.current();
        assertThat(released.isHeld()).isFalse();
        assertThat(released.annotations().phase()).isEqualTo(Phase.SUCCEEDED);
        assertThat(released.annotations().schemaVersion()).isEqualTo("3");
        assertThat(test.background.running()).isZero();
    }

    @Test
    void releaseAfterFailureTellsItsCause() {
        elect().resign(Optional.of(new Outcome.Failed(FakeMigrationTool.FAILURE, "me", "2")));
        assertThat(test.leases.current().annotations().phase()).isEqualTo(Phase.FAILED);
        assertThat(test.leases.current().annotations().schemaVersion()).isEqualTo("2");
        assertThat(test.leases.current().annotations().failure()).isEqualTo(FakeMigrationTool.FAILURE);
    }

    @Test
    void releaseWithoutVerdictSaysNothingAboutTheBundle() {
        elect().resign(Optional.of(new Outcome.LeadershipLost("the session", Outcome.LeadershipLost.NOTHING_PARTIAL)));
        assertThat(test.leases.current().annotations().phase()).isNull();
        assertThat(test.leases.current().isHeld()).isFalse();
    }

    @Test
    void releaseNamesTheReleasedLeaderSoThatItsLeftoverSessionMayBeEnded() {
        LeaseLeadership leadership = elect();
        leadership.resign(Optional.empty());
        assertThat(test.leases.current().annotations().predecessors().identities())
                .containsExactly(RolloutFixture.ME.toString());
    }

    @Test
    void leaderThatLostTheLeaseDoesNotTouchIt() {
        LeaseLeadership leadership = elect();
        LeaseRecord theirs = test.leases.put(RolloutFixture.heldBy("orders-2_bb", 1));
        test.background.run();
        leadership.resign(Optional.of(new Outcome.LeadershipLost("the Lease", Outcome.LeadershipLost.NOTHING_PARTIAL)));
        assertThat(test.leases.current()).isEqualTo(theirs);
    }

    @Test
    void lastWordIsRepeatedUntilItIsHeardButNotForLong() {
        LeaseLeadership leadership = elect();
        Duration begun = test.time.passed();
        test.leases.failAll();
        leadership.resign(Optional.empty());
        assertThat(test.time.passed().minus(begun)).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void lastWordThatIsNotAnsweredIsSaidAgain() {
        LeaseLeadership leadership = elect();
        test.leases.leaveUnanswered(1);
        leadership.resign(Optional.of(new Outcome.Ready("3", 3)));
        assertThat(test.leases.current().annotations().phase()).isEqualTo(Phase.SUCCEEDED);
        assertThat(test.leases.limits()).endsWith(Duration.ofSeconds(1), Duration.ofMillis(800));
    }

    @Test
    void leaderThatIsStoppedWhileItsRenewalsEndSaysItsLastWord() {
        LeaseLeadership leadership = elect();
        test.leases.failWhenInterrupted();
        test.background.whenStopped(test.stopSignal::request);
        leadership.resign(Optional.of(new Outcome.Ready("3", 3)));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(test.leases.current().annotations().phase()).isEqualTo(Phase.SUCCEEDED);
    }

    @Test
    void leaderThatIsStoppedBetweenTwoTriesSaysItsLastWordOnceMoreInShort() {
        LeaseLeadership leadership = elect();
        test.leases.fail(ManualLeases.unavailable());
        test.time.interruptAt(test.time.passed().plusMillis(100));
        leadership.resign(Optional.of(new Outcome.Ready("3", 3)));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(test.leases.current().annotations().phase()).isEqualTo(Phase.SUCCEEDED);
        assertThat(test.leases.limits()).endsWith(Duration.ofMillis(350));
    }

    @Test
    void lastWordOfAStoppedLeaderIsShort() {
        LeaseLeadership leadership = elect();
        Duration begun = test.time.passed();
        test.leases.failAll();
        Thread.currentThread().interrupt();
        leadership.resign(Optional.empty());
        assertThat(test.time.passed().minus(begun)).isEqualTo(Duration.ofMillis(700));
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void refusalIsPublishedWithCauseRemedyAndTheVersionThatWasRecorded() throws InterruptedException {
        test.context.databaseClock().set(test.context.database().readSnapshot(RolloutFixture.BUNDLE));
        test.leases.put(RolloutFixture.released(new LeaseAnnotations(
                Phase.SUCCEEDED, "sha256:theirs", "2", null, null, new Predecessors(List.of("orders-0_zz")))));
        LeaseLeadership leadership = elect();
        Instant read = test.context.databaseClock().lastRead();
        test.time.tick(Duration.ofSeconds(1));
        leadership.resign(Optional.of(new Outcome.SchemaMismatch("checksum mismatch", "restore the script")));
        assertThat(test.leases.current().isHeld()).isFalse();
        assertThat(test.leases.current().annotations())
                .isEqualTo(new LeaseAnnotations(
                        Phase.REFUSED,
                        RolloutFixture.BUNDLE.digest(),
                        "2",
                        null,
                        null,
                        new Refusal(
                                new Problem("checksum mismatch", "restore the script"),
                                RolloutFixture.ME.toString(),
                                read),
                        new Predecessors(List.of("orders-0_zz", RolloutFixture.ME.toString()))));
    }

    /**
     * Covers pods in a crash loop, which are refused again and again. A leader that is only paused must stay in the list; otherwise no pod
     * could terminate its session.
     */
    @Test
    void refusedLeaderReplacesTheOneRefusedBeforeAmongThePredecessors() {
        Predecessors earlier =
                new Predecessors(List.of("p_1", "p_2", "p_3", "p_4", "p_5", "p_6", "p_7", "orders-2_bb"));
        test.leases.put(RolloutFixture.released(new LeaseAnnotations(
                Phase.REFUSED,
                RolloutFixture.BUNDLE.digest(),
                "2",
                null,
                null,
                new Refusal(new Problem("checksum mismatch", "restore the script"), "orders-2_bb", Instant.EPOCH),
                earlier)));
        LeaseLeadership leadership = elect();
        assertThat(leadership.predecessors().identities()).contains("orders-2_bb");
        leadership.resign(Optional.of(new Outcome.SchemaMismatch("checksum mismatch", "restore the script")));
        assertThat(test.leases.current().annotations().predecessors().identities())
                .containsExactly("p_1", "p_2", "p_3", "p_4", "p_5", "p_6", "p_7", RolloutFixture.ME.toString());
    }

    /** Covers pods in a crash loop, each of which leads for the time of its check. */
    @Test
    void refusalStandsWhileTheBundleIsCheckedAgainUntilAScriptRuns() throws InterruptedException {
        Refusal refusal = new Refusal(new Problem("checksum mismatch", "restore the script"), "a_1", Instant.EPOCH);
        test.leases.put(RolloutFixture.released(new LeaseAnnotations(
                Phase.REFUSED, RolloutFixture.BUNDLE.digest(), "2", null, null, refusal, Predecessors.NONE)));
        LeaseLeadership leadership = elect();
        assertThat(test.leases.current().annotations().phase()).isEqualTo(Phase.REFUSED);
        assertThat(test.leases.current().annotations().refusal()).isEqualTo(refusal);

        renewUntil(Duration.ofSeconds(2));
        assertThat(test.leases.current().annotations().phase()).isEqualTo(Phase.REFUSED);
        assertThat(test.leases.current().annotations().refusal()).isEqualTo(refusal);

        leadership.report(new LeaderProgress("2/3 V2__x.sql", "42 s", "pid 7"));
        renewUntil(Duration.ofSeconds(4));
        assertThat(test.leases.current().annotations().phase()).isEqualTo(Phase.MIGRATING);
        assertThat(test.leases.current().annotations().refusal()).isNull();
    }

    private void renewUntil(Duration sinceStart) {
        test.time.interruptAt(sinceStart);
        test.background.run();
    }

    @Test
    void refusalOfAnotherBundleIsOverWithTheElection() {
        Refusal refusal = new Refusal(new Problem("checksum mismatch", "restore the script"), "a_1", Instant.EPOCH);
        test.leases.put(RolloutFixture.released(
                new LeaseAnnotations(Phase.REFUSED, "sha256:other", "2", null, null, refusal, Predecessors.NONE)));
        elect();
        assertThat(test.leases.current().annotations().phase()).isEqualTo(Phase.MIGRATING);
        assertThat(test.leases.current().annotations().refusal()).isNull();
    }

    @Test
    void refusalIsOverOnceTheBundleIsApplied() {
        test.leases.put(RolloutFixture.released(new LeaseAnnotations(
                Phase.REFUSED,
                RolloutFixture.BUNDLE.digest(),
                "2",
                null,
                null,
                new Refusal(new Problem("checksum mismatch", "restore the script"), "orders-2_bb", Instant.EPOCH),
                Predecessors.NONE)));
        elect().resign(Optional.of(new Outcome.Ready("3", 1)));
        assertThat(test.leases.current().annotations().phase()).isEqualTo(Phase.SUCCEEDED);
        assertThat(test.leases.current().annotations().refusal()).isNull();
    }

    @Test
    void bundleIsRefusedBeforeIfTheLeaseSaysSoOfIt() {
        Refusal refusal = new Refusal(new Problem("checksum mismatch", "restore the script"), "a_1", Instant.EPOCH);
        assertThat(elect().isRefusedBefore()).isFalse();

        test.leases.put(RolloutFixture.released(
                new LeaseAnnotations(Phase.REFUSED, "sha256:other", "2", null, null, refusal, Predecessors.NONE)));
        assertThat(elect().isRefusedBefore()).isFalse();

        test.leases.put(RolloutFixture.released(new LeaseAnnotations(
                Phase.REFUSED, RolloutFixture.BUNDLE.digest(), "2", null, null, refusal, Predecessors.NONE)));
        assertThat(elect().isRefusedBefore()).isTrue();
    }

    @Test
    void failuresInARowAreCounted() {
        test.leases.put(RolloutFixture.released(new LeaseAnnotations(
                Phase.FAILED,
                RolloutFixture.BUNDLE.digest(),
                null,
                null,
                FakeMigrationTool.FAILURE.occurred(4, FakeMigrationTool.FAILURE.at()),
                Predecessors.NONE)));
        assertThat(elect().attempt()).isEqualTo(5);
    }

    private LeaseLeadership elect() {
        try {
            LeaseLock election = test.election();
            Optional<ObservedLease> seen = election.read();
            Duration asked = test.time.elapsed();
            Optional<LeaseRecord> won = election.tryAcquire(seen, RolloutFixture.TIMING.renewDeadline());
            return new LeaseLeadership(
                    test.leases,
                    RolloutFixture.TIMING,
                    test.context.candidate(),
                    test.background,
                    new LeaseLeadership.ElectionWin(won.orElseThrow(), seen.map(ObservedLease::lease), asked));
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }
}
