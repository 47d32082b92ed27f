package io.initmigrator.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.CertificateException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlStatesTest {

    @ParameterizedTest
    @ValueSource(strings = {"08001", "08006", "08P01", "57P03", "57P01", "53300", "58030"})
    void whatMayPassIsTriedAgain(String state) {
        assertThat(SqlStates.mayPass(new SQLException("x", state))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"28P01", "28000", "3D000", "08004", "42501", "XX000", "57014"})
    void whatIsRefusedForGoodIsNot(String state) {
        assertThat(SqlStates.mayPass(new SQLException("x", state))).isFalse();
    }

    @Test
    void refusedCertificateIsNotTriedAgainThoughItsStateIsThatOfABrokenConnection() {
        var exception = new SQLException(
                "SSL error", "08006", new IllegalStateException(new CertificateException("not trusted")));
        assertThat(SqlStates.mayPass(exception)).isFalse();
    }

    @Test
    void cancelledStatementIsNotALostSession() {
        assertThat(SqlStates.isSessionLost(new SQLException("x", "57014"))).isFalse();
        assertThat(SqlStates.isSessionLost(new SQLException("x", "57P01"))).isTrue();
        assertThat(SqlStates.isSessionLost(new SQLException("x"))).isFalse();
    }
}
