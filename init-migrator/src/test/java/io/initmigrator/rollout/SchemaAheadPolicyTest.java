package io.initmigrator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.core.Outcome;
import io.initmigrator.event.RolloutEvent;
import io.initmigrator.rollout.RolloutSettings.WhenAhead;
import io.initmigrator.schema.BundleState;
import io.initmigrator.schema.SchemaSnapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaAheadPolicyTest {

    private static final BundleState ALLOWED = new BundleState.Ahead("4", true);
    private static final BundleState FORBIDDEN = new BundleState.Ahead("4", false);

    private final List<RolloutEvent> notices = new ArrayList<>();

    @Test
    void currentSchemaIsReadyWhateverThePolicy() {
        for (WhenAhead whenAhead : WhenAhead.values()) {
            assertThat(settle(whenAhead, new BundleState.Current("3"))).contains(new Outcome.Ready("3", 0));
        }
    }

    @Test
    void unverifiedSchemaSettlesNothing() {
        assertThat(settle(WhenAhead.START, new BundleState.Unverified("no receipt")))
                .isEmpty();
        assertThat(notices).isEmpty();
    }

    @Test
    void startStartsWithAWarning() {
        assertThat(settle(WhenAhead.START, FORBIDDEN)).contains(new Outcome.Ready("4", 0));
        assertThat(notices).containsExactly(new RolloutEvent.SchemaAhead("4", false));
    }

    @Test
    void failFailsEvenWhereScriptsAllowIt() {
        assertThat(settle(WhenAhead.FAIL, ALLOWED)).containsInstanceOf(Outcome.SchemaMismatch.class);
    }

    @Test
    void compatibleAsksTheScripts() {
        assertThat(settle(WhenAhead.COMPATIBLE, ALLOWED)).contains(new Outcome.Ready("4", 0));
        assertThat(settle(WhenAhead.COMPATIBLE, FORBIDDEN)).containsInstanceOf(Outcome.SchemaMismatch.class);
    }

    static List<BundleState> statesWithADeferredScript() {
        return List.of(new BundleState.Current("3", true, 1), new BundleState.Ahead("3", true, true, 1));
    }

    @ParameterizedTest
    @MethodSource("statesWithADeferredScript")
    void deferredScriptsAreWorkOnlyAfterTheRollout(BundleState state) {
        SchemaSnapshot snapshot = new SchemaSnapshot(state, Instant.EPOCH);
        RolloutSettings settings = RolloutFixture.settings(WhenAhead.START);
        assertThat(new SchemaAheadPolicy(settings, RolloutFixture.BUNDLE, notices::add).evaluate(snapshot))
                .contains(new Outcome.Ready("3", 0));
        assertThat(new SchemaAheadPolicy(settings.afterRollout(), RolloutFixture.BUNDLE, notices::add)
                        .evaluate(snapshot))
                .isEmpty();
    }

    private Optional<Outcome> settle(WhenAhead whenAhead, BundleState state) {
        return new SchemaAheadPolicy(RolloutFixture.settings(whenAhead), RolloutFixture.BUNDLE, notices::add)
                .evaluate(new SchemaSnapshot(state, Instant.EPOCH));
    }
}
