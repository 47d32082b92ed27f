package io.initmigrator.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.initmigrator.core.Outcome;
import io.initmigrator.core.StopSignal;
import io.initmigrator.core.UnreachableException;
import io.initmigrator.election.ApiUnavailableException;
import io.initmigrator.election.Candidate.ProcessContext;
import io.initmigrator.event.RolloutEvent;
import io.initmigrator.migration.Assessment;
import io.initmigrator.migration.FakeMigrationTool;
import io.initmigrator.migration.MigrationResult;
import io.initmigrator.rollout.RolloutSettings.WhenAhead;
import io.initmigrator.rollout.WorkloadStatus.Phase;
import io.initmigrator.schema.BundleState;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RolloutGateTest {

    private static final WorkloadStatus COMPLETE = new WorkloadStatus(Phase.COMPLETE, "new", "");
    private static final WorkloadStatus PROGRESSING = new WorkloadStatus(Phase.PROGRESSING, "new", "1 of 2 updated");

    private static final Outcome OTHER_MIGRATIONS = new Outcome.RolloutNotComplete(
            "the rollout of deployment/orders is not one of these migrations: no pod of revision new has started with those"
                    + " in /migrations",
            "run init-migrator migrate --deferred with the image and the settings of its pods");

    private final RolloutFixture test = new RolloutFixture();
    private final List<RolloutEvent> events = new ArrayList<>();
    private final FakeWorkload workload = new FakeWorkload();

    /** Returns the prepared answers in order, then repeats the last one. */
    private static final class FakeWorkload implements Workload {

        private final Queue<Supplier<WorkloadStatus>> answers = new ArrayDeque<>();
        private int closed;

        void shows(WorkloadStatus... statuses) {
            for (WorkloadStatus status : statuses) {
                answers.add(() -> status);
            }
        }

        void doesNotAnswer() {
            answers.add(() -> {
                throw new ApiUnavailableException("no answer", null, null);
            });
        }

        @Override
        public String name() {
            return "deployment/orders";
        }

        @Override
        public WorkloadStatus read(Duration limit) {
            Supplier<WorkloadStatus> answer = answers.size() > 1 ? answers.remove() : answers.element();
            return answer.get();
        }

        @Override
        public void close() {
            closed++;
        }
    }

    @Test
    void waitsUntilTheRolloutIsComplete() throws InterruptedException {
        workload.shows(new WorkloadStatus(Phase.PROGRESSING, "", "not observed"), PROGRESSING, PROGRESSING, COMPLETE);
        assertThat(gate("").await()).isEmpty();
        assertThat(test.time.passed()).isPositive();
        assertThat(events.getFirst())
                .isEqualTo(new RolloutEvent.WaitingForRollout("deployment/orders: not observed", Duration.ZERO));
    }

    @Test
    void givesUpAtTheDeadline() throws InterruptedException {
        workload.shows(PROGRESSING);
        assertThat(gate("").await())
                .contains(new Outcome.DeadlinePassed(
                        "the rollout of deployment/orders: 1 of 2 updated", Duration.ofMinutes(10)));
    }

    @Test
    void pausedOrFailedRolloutRunsNothing() throws InterruptedException {
        workload.shows(PROGRESSING, new WorkloadStatus(Phase.PAUSED, "new", "spec.paused is true"));
        assertThat(gate("").await())
                .contains(new Outcome.RolloutNotComplete(
                        "the rollout of deployment/orders is paused: spec.paused is true",
                        "resume it, then start this command again"));
        workload.answers.clear();
        workload.shows(new WorkloadStatus(Phase.FAILED, "new", "timed out"));
        assertThat(gate("").await())
                .contains(new Outcome.RolloutNotComplete(
                        "the rollout of deployment/orders failed: timed out",
                        "correct or undo it, then start this command again"));
    }

    @Test
    void newerRolloutSupersedesThisOne() throws InterruptedException {
        workload.shows(PROGRESSING, new WorkloadStatus(Phase.PROGRESSING, "newer", "0 of 2 updated"));
        assertThat(gate("").await()).contains(superseded("newer"));
        workload.answers.clear();
        workload.shows(COMPLETE);
        assertThat(gate("old").await()).contains(superseded("new"));
    }

    @Test
    void unavailableApiIsAskedAgain() throws InterruptedException {
        workload.doesNotAnswer();
        workload.shows(COMPLETE);
        assertThat(gate("").await()).isEmpty();
        workload.answers.clear();
        workload.doesNotAnswer();
        assertThatThrownBy(() -> gate("").await())
                .isInstanceOf(UnreachableException.class)
                .hasMessageStartingWith("the rollout of deployment/orders is unknown: no answer; ");
    }

    @Test
    void nothingIsAskedWhereNothingIsDeferred() throws InterruptedException {
        test.postgres.setState(new BundleState.Current("3", true, 0));
        assertThat(deferredRollout().run()).isEqualTo(new Outcome.Ready("3", 0));
        assertThat(workload.closed).isZero();
    }

    /** Covers a rollback that begins during the election. */
    @Test
    void leaderAsksOnceMore() throws InterruptedException {
        test.postgres.setState(new BundleState.Current("3", true, 1));
        test.postgres.setStateUnderLock(new BundleState.Current("3", true, 1));
        workload.shows(COMPLETE, new WorkloadStatus(Phase.PROGRESSING, "old", "1 of 2 updated"));
        assertThat(deferredRollout().run()).isEqualTo(superseded("old"));
        assertThat(test.migrationTool.migrated()).isZero();
        assertThat(workload.closed).isEqualTo(1);
        assertThat(test.leases.current().isHeld()).isFalse();
    }

    /** Covers a rollback that begins between two attempts at a script, while the leader waits for a lock. */
    @Test
    void blockedScriptIsNotTriedAgainAfterARollback() throws InterruptedException {
        test.postgres.setState(new BundleState.Unverified("no receipt"));
        test.postgres.setStartedRevisions(Set.of("new"));
        workload.shows(COMPLETE, COMPLETE, new WorkloadStatus(Phase.PROGRESSING, "old", "1 of 2 updated"));
        test.migrationTool.assesses(new Assessment.Pending(1), new Assessment.Complete(FakeMigrationTool.RECEIPT));
        test.migrationTool.runs(() -> new MigrationResult.Blocked(FakeMigrationTool.FAILURE, 0));
        test.migrationTool.runs(() -> new MigrationResult.Applied(1));
        assertThat(deferredRollout().run()).isEqualTo(superseded("old"));
        assertThat(test.migrationTool.migrated()).isEqualTo(1);
    }

    @Test
    void leaderAsksAgainIfTheApiDoesNotAnswer() throws InterruptedException {
        test.postgres.setState(new BundleState.Unverified("no receipt"));
        test.postgres.setStartedRevisions(Set.of("new"));
        workload.shows(COMPLETE);
        workload.doesNotAnswer();
        workload.shows(COMPLETE);
        test.migrationTool.assesses(new Assessment.Pending(1), new Assessment.Complete(FakeMigrationTool.RECEIPT));
        test.migrationTool.runs(() -> new MigrationResult.Applied(1));
        assertThat(deferredRollout().run()).isInstanceOf(Outcome.Ready.class);
    }

    /** It holds the advisory lock meanwhile. */
    @Test
    void leaderGivesUpSoonIfTheApiNeverAnswers() {
        test.postgres.setState(new BundleState.Current("3", true, 1));
        workload.shows(COMPLETE);
        workload.doesNotAnswer();
        assertThatThrownBy(() -> deferredRollout().run())
                .isInstanceOf(UnreachableException.class)
                .hasMessageStartingWith("the rollout of deployment/orders is unknown: no answer; ");
        assertThat(test.time.passed()).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(40));
        assertThat(test.leases.current().isHeld()).isFalse();
    }

    /** A Job that starts after a rollback finds the rollout of the older version complete. */
    @Test
    void rolloutOfOtherMigrationsIsRefused() throws InterruptedException {
        assertThat(outcomeIfStartedWith(Set.of("newer", "other"))).isEqualTo(OTHER_MIGRATIONS);
        assertThat(test.migrationTool.migrated()).isZero();
        assertThat(test.leases.current().isHeld()).isFalse();
    }

    @Test
    void rolloutOfMigrationsThatNobodyHasAppliedIsRefused() throws InterruptedException {
        assertThat(outcomeIfStartedWith(null)).isEqualTo(OTHER_MIGRATIONS);
        assertThat(test.migrationTool.migrated()).isZero();
    }

    @Test
    void rolloutThatStartedWithTheMigrationsIsConfirmed() throws InterruptedException {
        assertThat(outcomeIfStartedWith(Set.of("old", "new"))).isInstanceOf(Outcome.Ready.class);
        assertThat(events).noneMatch(RolloutEvent.RevisionUnrecorded.class::isInstance);
    }

    /** Such as pods without an init container, whose migrations a Job applies. */
    @Test
    void rolloutThatLeftNoRevisionIsWarnedOf() throws InterruptedException {
        assertThat(outcomeIfStartedWith(Set.of())).isInstanceOf(Outcome.Ready.class);
        assertThat(events).contains(new RolloutEvent.RevisionUnrecorded("deployment/orders", "new"));
    }

    @Test
    void podOfTheRolloutNeedsNoProof() throws InterruptedException {
        test.postgres.setStartedRevisions(null);
        assertThat(gate("new").checkStarted(test.postgres.read(), RolloutFixture.BUNDLE))
                .isEmpty();
    }

    private Outcome outcomeIfStartedWith(@Nullable Set<String> revisions) throws InterruptedException {
        test.postgres.setState(new BundleState.Unverified("no receipt"));
        test.postgres.setStartedRevisions(revisions);
        workload.shows(COMPLETE);
        test.migrationTool.assesses(new Assessment.Pending(1), new Assessment.Complete(FakeMigrationTool.RECEIPT));
        test.migrationTool.runs(() -> new MigrationResult.Applied(1));
        return deferredRollout().run();
    }

    private Rollout deferredRollout() {
        RolloutContext context =
                test.contextWith(RolloutFixture.settings(WhenAhead.START).afterRollout());
        return new Rollout(context, candidate -> test.elector(), Optional.of(gate("")));
    }

    private RolloutGate gate(String revision) {
        return new RolloutGate(
                workload,
                revision,
                Duration.ofMinutes(10),
                new ProcessContext(
                        test.time, new SplittableRandom(1), events::add, new StopSignal(Thread.currentThread())));
    }

    private static Outcome superseded(String by) {
        return new Outcome.RolloutNotComplete(
                "the rollout of deployment/orders was superseded by a newer one (" + by + ")",
                "run init-migrator migrate --deferred with its image");
    }
}
