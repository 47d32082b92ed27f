package io.initmigrator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.core.Outcome;
import io.initmigrator.election.LeaseAnnotations;
import io.initmigrator.event.RolloutEvent;
import io.initmigrator.fence.FakePostgres;
import io.initmigrator.migration.Assessment;
import io.initmigrator.rollout.RolloutSettings.WhenAhead;
import io.initmigrator.schema.BundleState;
import io.initmigrator.schema.Problem;
import io.initmigrator.schema.Refusal;
import io.initmigrator.schema.RolloutPast;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class RolloutTest {

    private final RolloutFixture test = new RolloutFixture();

    /** Covers a proxy that accepts every connection and drops it at the first query. */
    @Test
    void sessionsThatAreAlwaysLostAreGivenUpAtTheDeadlineAndAskedForWithPauses() throws InterruptedException {
        test.postgres.loseTries(Integer.MAX_VALUE);
        assertThat(new Rollout(test.context, candidate -> test.elector()).run())
                .isInstanceOfSatisfying(
                        Outcome.DeadlinePassed.class,
                        passed -> assertThat(passed.waitedFor()).contains("was lost before each attempt could start"));
        assertThat(test.time.passed()).isEqualTo(Duration.ofMinutes(10));
        assertThat(test.postgres.opened()).isBetween(600, 1_200);
    }

    @Test
    void rolloutThatHasNothingToDoIsWrittenDownOnce() throws InterruptedException {
        test.postgres.setState(new BundleState.Current("3", false));
        assertThat(new Rollout(test.context, candidate -> test.elector()).run()).isEqualTo(new Outcome.Ready("3", 0));
        assertThat(test.calls).containsExactly("enrolled");
        test.calls.clear();
        test.postgres.setState(FakePostgres.CURRENT);
        assertThat(new Rollout(test.context, candidate -> test.elector()).run()).isEqualTo(new Outcome.Ready("3", 0));
        assertThat(test.calls).isEmpty();
    }

    @Test
    void rolloutThatCannotBeWrittenDownBecauseSomebodyMigratesTakesItsTurn() throws InterruptedException {
        test.postgres.setState(new BundleState.Current("3", false));
        test.postgres.refuseToEnrol();
        assertThat(new Rollout(test.context, candidate -> test.elector()).run()).isEqualTo(new Outcome.Ready("3", 0));
        assertThat(test.calls).contains("enrolled behind the fence");
    }

    @Test
    void rolloutThatWasSupersededRunsNoRepeatableScriptAgain() throws InterruptedException {
        for (RolloutPast past : new RolloutPast[] {RolloutPast.STARTED, RolloutPast.SUPERSEDED}) {
            test.postgres.setState(new BundleState.Unverified("the history has newer rows", past));
            test.migrationTool.assesses(new Assessment.Pending(1, 1));
            assertThat(new Rollout(test.context, candidate -> test.elector()).run())
                    .isEqualTo(new Outcome.Ready("2", 0));
        }
        assertThat(test.migrationTool.migrated()).isZero();
        assertThat(test.published(RolloutEvent.SchemaAhead.class))
                .containsExactly(new RolloutEvent.SchemaAhead("2", true), new RolloutEvent.SchemaAhead("2", true));
    }

    @Test
    void refusalIsPublishedByWhoFindsIt() throws InterruptedException {
        test.migrationTool.assesses(new Assessment.Mismatch("checksum mismatch", "restore the script"));
        assertThat(new Rollout(test.context, candidate -> test.elector()).run())
                .isEqualTo(new Outcome.SchemaMismatch("checksum mismatch", "restore the script"));
        assertThat(test.published(RolloutEvent.MigrationRefused.class))
                .containsExactly(
                        new RolloutEvent.MigrationRefused(new Problem("checksum mismatch", "restore the script")));
        assertThat(test.leases.current().annotations().phase()).isEqualTo(LeaseAnnotations.Phase.REFUSED);
    }

    /** Covers the four places in which the cause of a refusal is looked up: termination message, Events, webhook, Lease. */
    @Test
    void remedyIsThePluginsCommandWhereverARefusalIsShownInACluster() throws InterruptedException {
        test.migrationTool.assesses(new Assessment.Mismatch("checksum mismatch", "run init-migrator repair"));
        var settings = RolloutFixture.settings(WhenAhead.START, new ClusterAdvice(true, "deployment/orders"));
        var advised = new Problem("checksum mismatch", "run kubectl init-migrator repair deployment/orders");

        assertThat(new Rollout(test.contextWith(settings), candidate -> test.elector()).run())
                .isEqualTo(new Outcome.SchemaMismatch(advised));
        assertThat(test.published(RolloutEvent.MigrationRefused.class))
                .containsExactly(new RolloutEvent.MigrationRefused(advised));
        assertThat(test.published(RolloutEvent.BundleRefused.class))
                .containsExactly(new RolloutEvent.BundleRefused(advised));
        assertThat(test.leases.current().annotations().refusal())
                .isNotNull()
                .extracting(Refusal::problem)
                .isEqualTo(advised);
    }

    @Test
    void leaderThatLostBeforeItBeganLooksAgainBeforeItStandsAgain() throws InterruptedException {
        test.postgres.loseTries(1);
        test.leases.beforeWrite(() -> test.postgres.setState(FakePostgres.CURRENT));
        assertThat(new Rollout(test.context, candidate -> test.elector()).run()).isEqualTo(new Outcome.Ready("3", 0));
        assertThat(test.postgres.opened()).isEqualTo(1);
    }
}
