package io.initmigrator.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.schema.BundleState;
import io.initmigrator.schema.RolloutPast;
import org.junit.jupiter.api.Test;

class ReceiptRowTest {

    private static final ReceiptRow.Rollouts STARTED = new ReceiptRow.Rollouts(false, true, true, false);
    private static final ReceiptRow.Rollouts OTHERS = new ReceiptRow.Rollouts(false, false, false, false);

    @Test
    void repairDoesNotMakeARolloutNewThatANewerOneHasReplaced() {
        assertThat(pastOf(changed(true, 1, STARTED))).isEqualTo(RolloutPast.STARTED);
    }

    @Test
    void rolloutIsNewAfterARepairIfNothingWasRecordedSinceOrItHasNotStarted() {
        assertThat(pastOf(changed(true, 0, STARTED))).isEqualTo(RolloutPast.NEW);
        assertThat(pastOf(changed(true, 1, OTHERS))).isEqualTo(RolloutPast.NEW);
    }

    /** Covers a history that was edited by hand or replaced by another one: the rollouts of the receipt may be those of the old one. */
    @Test
    void rolloutIsNewIfTheVerifiedRowsHaveChanged() {
        assertThat(pastOf(changed(false, 1, STARTED))).isEqualTo(RolloutPast.NEW);
    }

    private static ReceiptRow changed(boolean repaired, int later, ReceiptRow.Rollouts rollouts) {
        return new ReceiptRow("1", "1", true, repaired, 0, 0, later, 0, false, rollouts, "1", "", "");
    }

    private static RolloutPast pastOf(ReceiptRow row) {
        return ((BundleState.Unverified) row.state()).past();
    }
}
