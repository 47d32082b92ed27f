package io.initmigrator.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterAdviceTest {

    @ParameterizedTest
    @CsvSource({
        "orders-7d4f9c8b6d-x2p4q, run kubectl init-migrator repair deployment/orders",
        "orders-0, run kubectl init-migrator repair",
        "'', run init-migrator repair"
    })
    void commandIsThePluginsInACluster(String pod, String command) {
        assertThat(ClusterAdvice.of(
                        Map.of("KUBERNETES_SERVICE_HOST", "10.0.0.1", "POD_NAME", pod),
                        "checksums differ; restore it, or run init-migrator repair, which aligns them"))
                .isEqualTo("checksums differ; restore it, or " + command + ", which aligns them");
    }

    @ParameterizedTest
    @CsvSource({"orders-7d4f9c8b6d-x2p4q"})
    void commandIsLocalElsewhere(String pod) {
        assertThat(ClusterAdvice.of(Map.of("POD_NAME", pod), "run init-migrator repair"))
                .isEqualTo("run init-migrator repair");
    }
}
