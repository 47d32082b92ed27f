package io.initmigrator.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.initmigrator.postgres.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JdbcUrlTest {

    @Test
    void credentialsAreTakenOut() throws UnusableException {
        DatabaseAddress address = JdbcUrl.parse(
                "jdbc:postgresql://h:5432/db?user=u&password=p%26q&sslmode=require&sslpassword=k&ApplicationName=app");

        assertThat(address.jdbcUrl()).isEqualTo("jdbc:postgresql://h:5432/db?sslmode=require");
        assertThat(address.credentials().user()).contains("u");
        assertThat(address.credentials().password().map(Secret::reveal)).contains("p&q");
        assertThat(address.credentials().sslPassword().map(Secret::reveal)).contains("k");
        assertThat(address.toString()).doesNotContain("p&q");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://h/db",
                "jdbc:postgresql://h1:1,h2:2/db?targetServerType=primary",
                "jdbc:postgresql:db",
                "jdbc:postgresql:///db",
                "jdbc:postgresql://h/db:1?sslmode=VERIFY-FULL",
                "jdbc:postgresql://[::1]:5432/db"
            })
    void anythingElseStaysAsItIs(String url) throws UnusableException {
        assertThat(JdbcUrl.parse(url).jdbcUrl()).isEqualTo(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:mysql://h/db?password=hidden",
                "postgres://u:hidden@h/db",
                "jdbc:postgresql://u:hidden@h/db",
                "h:5432/db",
                "jdbc:postgresql://h:65536/db?password=hidden",
                "jdbc:postgresql://h1,[::1]:port/db?password=hidden",
                "jdbc:postgresql://u:hidden/db",
                "jdbc:postgresql://h/db;password=hidden",
                "jdbc:postgresql://h:5432",
                "jdbc:postgresql://h/%zz?password=hidden",
                "jdbc:postgresql://h/db?password=hidden&gssEncMode=yes",
                "jdbc:postgresql://h/db?password=hidden&channelBinding=yes",
                "jdbc:postgresql://h/db?password=hidden&sslmode=yes",
                "jdbc:postgresql://h/db?password=hidden&connectTimeout=abc",
                "jdbc:postgresql://h/db?password=hidden&targetServerType=secondary",
                "jdbc:postgresql://h/db?password=hidden&targetServerType=preferSecondary"
            })
    void refusesOthersWithoutShowingThem(String url) {
        assertThatThrownBy(() -> JdbcUrl.parse(url))
                .isInstanceOf(UnusableException.class)
                .message()
                .doesNotContain("hidden");
    }
}
