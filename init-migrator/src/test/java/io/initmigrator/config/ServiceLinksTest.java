package io.initmigrator.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceLinksTest {

    @ParameterizedTest
    @CsvSource({
        "MIGRATOR_SERVICE_HOST,10.0.0.1",
        "MIGRATOR_SERVICE_PORT,80",
        "MIGRATOR_SERVICE_PORT_HTTP,80",
        "MIGRATOR_PORT,tcp://10.0.0.1:80",
        "MIGRATOR_PORT_80_TCP,tcp://10.0.0.1:80",
        "MIGRATOR_PORT_80_TCP_PROTO,tcp",
        "MIGRATOR_PORT_53_UDP_PORT,53",
        "MIGRATOR_PORT_99_SCTP_ADDR,10.0.0.1",
        "MIGRATOR_HTTP_PORT,tcp://10.0.0.1:80",
        "MIGRATOR_DB_SERVICE_HOST,10.0.0.1",
        "FLYWAY_SERVICE_HOST,10.0.0.1",
        "FLYWAY_PORT,udp://10.0.0.1:80"
    })
    void recognisesWhatTheKubeletInjects(String name, String value) {
        assertThat(ServiceLinks.isOne(name, value)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "MIGRATOR_HTTP_PORT,8081",
        "MIGRATOR_PORT,8081",
        "MIGRATOR_TIMEOUT,1s",
        "FLYWAY_PLACEHOLDERS_DB_SERVICE_HOST,db",
        "FLYWAY_USER,u"
    })
    void leavesTheRestAlone(String name, String value) {
        assertThat(ServiceLinks.isOne(name, value)).isFalse();
    }
}
