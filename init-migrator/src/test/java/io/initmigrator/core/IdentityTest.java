package io.initmigrator.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class IdentityTest {

    private static final String LONG = "a-deployment-with-a-very-long-name-indeed-so-that-it-is-cut-7d4f5b6c8-x2p9q";

    @Test
    void everyStartIsSomebodyElse() {
        Identity first = new Identity("orders-7d4-x2p", "5f3a9c01");
        Identity second = new Identity("orders-7d4-x2p", "00c0ffee");
        assertThat(first).hasToString("orders-7d4-x2p_5f3a9c01");
        assertThat(first.toString()).isNotEqualTo(second.toString());
        assertThat(first.applicationName()).isNotEqualTo(second.applicationName());
    }

    @Test
    void earlierStartOfTheSamePodIsKnown() {
        Identity me = new Identity("orders-1", "aa");
        assertThat(me.isEarlierSelf("orders-1_bb")).isTrue();
        assertThat(me.isEarlierSelf("orders-1_aa")).isFalse();
        assertThat(me.isEarlierSelf("orders-11_bb")).isFalse();
        assertThat(me.isEarlierSelf("orders-1_x_bb")).isFalse();
    }

    @Test
    void applicationNameFitsPostgres() {
        Identity me = new Identity(LONG, "5f3a9c01");
        assertThat(me.applicationName()).hasSizeLessThanOrEqualTo(63).endsWith("7d4f5b6c8-x2p9q_5f3a9c01");
    }

    /** A hyphen at the start reads like an option, in an Event or on a command line. */
    @Test
    void longNameIsCutBeforeALetterOrDigit() {
        assertThat(new Identity("api-server-restarted-app-67ffdb654d-tm74x", "5f3a9c01"))
                .hasToString("restarted-app-67ffdb654d-tm74x_5f3a9c01");
        assertThat(new Identity("-".repeat(40), "aa")).hasToString("-_aa");
    }

    @Test
    void whatApplicationNameCannotCarryIsRefused() {
        assertThatThrownBy(() -> new Identity("päckchen", "aa")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Identity("", "aa")).isInstanceOf(IllegalArgumentException.class);
    }
}
