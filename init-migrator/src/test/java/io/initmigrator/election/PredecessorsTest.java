package io.initmigrator.election;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PredecessorsTest {

    @Test
    void oldestPredecessorsAreForgottenBeyondEight() {
        Predecessors many = new Predecessors(List.of("1", "2", "3", "4", "5", "6", "7", "8"));
        assertThat(many.plus("9").identities()).containsExactly("2", "3", "4", "5", "6", "7", "8", "9");
        assertThat(many.plus("8")).isEqualTo(many);
        assertThat(many.plus("1").identities()).containsExactly("2", "3", "4", "5", "6", "7", "8", "1");
    }

    @Test
    void invalidIdentityHasNoSession() {
        assertThat(Predecessors.NONE.plus("").plus("a b").plus("orders-1_aa").identities())
                .containsExactly("orders-1_aa");
    }

    @Test
    void sessionsAreBoundToTheLease() {
        assertThat(new Predecessors(List.of("orders-1_aa")).sessions("0123456789"))
                .containsExactly("orders-1_aa 01234567");
    }
}
