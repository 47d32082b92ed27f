package io.initmigrator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.schema.Problem;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterAdviceTest {

    @ParameterizedTest
    @CsvSource({
        "true, deployment/orders, run kubectl init-migrator repair deployment/orders",
        "true, '', run kubectl init-migrator repair",
        "false, deployment/orders, run init-migrator repair"
    })
    void commandIsThePluginsInAPod(boolean inPod, String workload, String command) {
        var advice = new ClusterAdvice(inPod, workload);
        Problem advised = advice.of(problem("restore it, or run init-migrator repair, which aligns them"));

        assertThat(advised).isEqualTo(problem("restore it, or " + command + ", which aligns them"));
        assertThat(advice.of(advised)).isEqualTo(advised);
    }

    private static Problem problem(String remedy) {
        return new Problem("checksums differ", remedy);
    }
}
