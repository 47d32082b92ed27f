package io.initmigrator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.core.Outcome;
import io.initmigrator.event.RolloutEvent;
import io.initmigrator.rollout.RolloutSettings.WhenAhead;
import io.initmigrator.schema.BundleState;
import io.initmigrator.schema.SchemaSnapshot;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaCheckTest {

    private final RolloutFixture test = new RolloutFixture();

    static List<BundleState> statesThatLeaveSomethingToDo() {
        return List.of(
                new BundleState.Unverified("no receipt"),
                new BundleState.Current("3", false),
                new BundleState.Ahead("4", true),
                new BundleState.Ahead("3", true, true));
    }

    /** Also where it only has to be recorded, or to be warned of. */
    @ParameterizedTest
    @MethodSource("statesThatLeaveSomethingToDo")
    void schemaThatLeavesSomethingToDoIsNotComplete(BundleState state) {
        assertThat(test.context.schemaCheck().isComplete(snapshot(state))).isFalse();
        assertThat(test.calls).isEmpty();
        assertThat(test.published(RolloutEvent.class)).isEmpty();
    }

    @Test
    void completeSchemaIsReportedByItsEvaluationOnly() {
        SchemaSnapshot snapshot = snapshot(new BundleState.Current("3", true, 1));

        assertThat(test.context.schemaCheck().isComplete(snapshot)).isTrue();
        assertThat(test.published(RolloutEvent.class)).isEmpty();

        assertThat(test.context.schemaCheck().evaluate(snapshot)).contains(new Outcome.Ready("3", 0));
        assertThat(test.published(RolloutEvent.class)).containsExactly(new RolloutEvent.SchemaCurrent("3"));
        assertThat(test.calls).isEmpty();
    }

    @Test
    void afterTheRolloutItsDeferredScriptsAreLeftToDo() {
        SchemaCheck check = test.contextWith(
                        RolloutFixture.settings(WhenAhead.START).afterRollout())
                .schemaCheck();
        assertThat(check.isComplete(snapshot(new BundleState.Current("3", true, 1))))
                .isFalse();
        assertThat(check.isComplete(snapshot(new BundleState.Current("3", true, 0))))
                .isTrue();
    }

    private static SchemaSnapshot snapshot(BundleState state) {
        return new SchemaSnapshot(state, Instant.EPOCH);
    }
}
