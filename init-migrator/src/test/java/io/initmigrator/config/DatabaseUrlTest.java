package io.initmigrator.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.initmigrator.postgres.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "postgres://h/db | jdbc:postgresql://h/db",
                "postgresql://h:5433/db | jdbc:postgresql://h:5433/db",
                "postgres://h | jdbc:postgresql://h/",
                "postgres://u:p@[::1]:5432/db | jdbc:postgresql://[::1]:5432/db",
                "postgres://u:p@h1:1,h2:2,h3/db | jdbc:postgresql://h1:1,h2:2,h3/db",
                "postgres://u:p@h/my%20db | jdbc:postgresql://h/my+db",
                "postgres://h/db?sslmode=verify-full&sslrootcert=/ca.pem | "
                        + "jdbc:postgresql://h/db?sslmode=verify-full&sslrootcert=%2Fca.pem",
                "postgres://h/db?connect_timeout=3 | jdbc:postgresql://h/db?connectTimeout=3",
                "postgres://h/db?target_session_attrs=read-write | jdbc:postgresql://h/db?targetServerType=primary",
                "postgres://h/db?application_name=orders&user=u&password=p | jdbc:postgresql://h/db"
            })
    void becomesAJdbcUrl(String url, String jdbc) throws UnusableException {
        assertThat(DatabaseUrl.parse(url).jdbcUrl()).isEqualTo(jdbc);
    }

    @Test
    void decodesTheLogin() throws UnusableException {
        var credentials =
                DatabaseUrl.parse("postgres://orders%40eu:p%3Ass%2Fw%25+1@h/db").credentials();

        assertThat(credentials.user()).contains("orders@eu");
        assertThat(credentials.password().map(Secret::reveal)).contains("p:ss/w%+1");
    }

    @Test
    void passwordMayHoldColonsAndAtSigns() throws UnusableException {
        var credentials = DatabaseUrl.parse("postgres://u:a:b@c@h/db").credentials();

        assertThat(credentials.password().map(Secret::reveal)).contains("a:b@c");
    }

    @Test
    void takesTheLoginFromParameters() throws UnusableException {
        var credentials = DatabaseUrl.parse("postgres://h/db?user=u&password=p%20q&sslpassword=k")
                .credentials();

        assertThat(credentials.user()).contains("u");
        assertThat(credentials.password().map(Secret::reveal)).contains("p q");
        assertThat(credentials.sslPassword().map(Secret::reveal)).contains("k");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mysql://u:hidden@h/db",
                "postgresql+psycopg://u:hidden@h/db",
                "postgres://u:hid/den@h/db",
                "postgres://u:12/hidden@h/db",
                "postgres://u:hidden%zz@h/db",
                "postgres://u:hidden@/db",
                "postgres://u:hidden@h:port/db",
                "postgres://u:hidden@h/db?host=/var/run",
                "postgres://u:hidden@h:65536/db",
                "postgres://u:hidden@h:0/db",
                "postgres://u:hidden@h/db?sslmode=yes",
                "postgres://u:hidden@h/db?connect_timeout=abc",
                "postgres://u:hidden@h/db?target_session_attrs=standby",
                "hidden"
            })
    void refusesWithoutShowingThePassword(String url) {
        assertThatThrownBy(() -> DatabaseUrl.parse(url))
                .isInstanceOf(UnusableException.class)
                .message()
                .doesNotContain("hidden", "hid/den");
    }
}
