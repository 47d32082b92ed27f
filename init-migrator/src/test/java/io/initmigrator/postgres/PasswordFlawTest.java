package io.initmigrator.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordFlawTest {

    @ParameterizedTest
    @ValueSource(strings = {"s3cret\n", "s3cret\r\n", "$(DB_PASSWORD)", " s3cret", "s3cret "})
    void isNamedWithoutThePassword(String password) {
        assertThat(ConnectionFactory.flaw(password)).isNotEmpty().doesNotContain("s3cret", "DB_PASSWORD");
    }

    @Test
    void isNoneOfAnOrdinaryPassword() {
        assertThat(ConnectionFactory.flaw("s$3(cr)et")).isEmpty();
        assertThat(ConnectionFactory.flaw("")).isEmpty();
    }
}
