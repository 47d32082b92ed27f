package io.initmigrator.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class FaultSuiteMainTest {

    @Test
    void namesTheFaultsThatThereAreNot() {
        assertThat(FaultSuiteMain.unknown(List.of("sigkill", "siggkill", "lease_deleted", "")))
                .containsExactly("siggkill", "");
    }
}
