package io.initmigrator.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.coordination.RolloutSettings.WhenAhead;
import io.initmigrator.schema.Look;
import io.initmigrator.schema.Standing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AheadPolicyTest {

    private static final Standing ALLOWED = new Standing.Ahead("4", true);
    private static final Standing FORBIDDEN = new Standing.Ahead("4", false);

    private final List<Notice> notices = new ArrayList<>();

    @Test
    void currentSchemaIsReadyWhateverThePolicy() {
        for (WhenAhead whenAhead : WhenAhead.values()) {
            assertThat(settle(whenAhead, new Standing.Current("3"))).contains(new Outcome.Ready("3", 0));
        }
    }

    @Test
    void unverifiedSchemaSettlesNothing() {
        assertThat(settle(WhenAhead.START, new Standing.Unverified("no receipt")))
                .isEmpty();
        assertThat(notices).isEmpty();
    }

    @Test
    void startStartsWithAWarning() {
        assertThat(settle(WhenAhead.START, FORBIDDEN)).contains(new Outcome.Ready("4", 0));
        assertThat(notices).containsExactly(new Notice.SchemaAhead("4", false));
    }

    @Test
    void failFailsEvenWhereScriptsAllowIt() {
        assertThat(settle(WhenAhead.FAIL, ALLOWED)).containsInstanceOf(Outcome.Misfit.class);
    }

    @Test
    void compatibleAsksTheScripts() {
        assertThat(settle(WhenAhead.COMPATIBLE, ALLOWED)).contains(new Outcome.Ready("4", 0));
        assertThat(settle(WhenAhead.COMPATIBLE, FORBIDDEN)).containsInstanceOf(Outcome.Misfit.class);
    }

    private Optional<Outcome> settle(WhenAhead whenAhead, Standing standing) {
        return new AheadPolicy(whenAhead, TestPod.BUNDLE, notices::add).settle(new Look(standing, Instant.EPOCH));
    }
}
