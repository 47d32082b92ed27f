package io.initmigrator.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.initmigrator.postgres.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JdbcUrlTest {

    @Test
    void credentialsAreTakenOut() throws InvalidValueException {
        ConnectionTarget address = JdbcUrl.parse(
                "jdbc:postgresql://h:5432/db?user=u&password=p%26q&sslmode=require&sslpassword=k&ApplicationName=app");

        assertThat(address.jdbcUrl()).isEqualTo("jdbc:postgresql://h:5432/db?sslmode=require");
        assertThat(address.credentials().user()).contains("u");
        assertThat(address.credentials().password().map(Secret::reveal)).contains("p&q");
        assertThat(address.credentials().sslPassword().map(Secret::reveal)).contains("k");
        assertThat(address.toString()).doesNotContain("p&q");
    }

    @Test
    void authenticationPluginIsRefusedWithWhatToDoInstead() {
        assertThatThrownBy(
                        () -> JdbcUrl.parse("jdbc:postgresql://h/db?authenticationPluginClassName=com.azure.identity."
                                + "extensions.jdbc.postgresql.AzurePostgresqlAuthenticationPlugin"))
                .isInstanceOfSatisfying(InvalidValueException.class, refusal -> {
                    assertThat(refusal.problem().reason())
                            .contains("authenticationPluginClassName", "init-migrator has none");
                    assertThat(refusal.problem().remedy()).contains("FLYWAY_PASSWORD_FILE");
                });
    }

    @Test
    void secondSegmentOfThePathIsRefusedWithTheShape() {
        assertThatThrownBy(() -> JdbcUrl.parse("jdbc:postgresql://h:5432/db/more"))
                .isInstanceOfSatisfying(
                        InvalidValueException.class,
                        refusal -> assertThat(refusal.problem().remedy())
                                .contains("jdbc:postgresql://host:5432/database"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://h/db",
                "jdbc:postgresql://h1:1,h2:2/db?targetServerType=primary",
                "jdbc:postgresql:db",
                "jdbc:postgresql:///db",
                "jdbc:postgresql://:5433/db",
                "jdbc:postgresql://h/db:1?sslmode=VERIFY-FULL",
                "jdbc:postgresql://[::1]:5432/db"
            })
    void anythingElseStaysAsItIs(String url) throws InvalidValueException {
        assertThat(JdbcUrl.parse(url).jdbcUrl()).isEqualTo(url);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SSLMODE=verify-full | has the unknown parameter \"SSLMODE\"; write sslmode",
                "ssl_mode=verify-full | has the unknown parameter \"ssl_mode\"; write sslmode",
                "sslmod=verify-full | has the unknown parameter \"sslmod\"; write sslmode",
                "currentschema=app | has the unknown parameter \"currentschema\"; write currentSchema",
                "search_path=app | has the unknown parameter \"search_path\"; write currentSchema",
                "schema=app | has the unknown parameter \"schema\"; write currentSchema",
                "connect_timeout=3 | has the unknown parameter \"connect_timeout\"; write connectTimeout",
                "channel_binding=require | has the unknown parameter \"channel_binding\"; write channelBinding",
                "target_session_attrs=primary | has the unknown parameter \"target_session_attrs\"; write targetServerType",
                "hidden=x | has an unknown parameter; remove it, or write a parameter of PostgreSQL's JDBC driver;"
                        + " the nearest is sslkey"
            })
    void parameterThatTheDriverDoesNotKnowIsRefused(String parameter, String message) {
        assertThatThrownBy(() -> JdbcUrl.parse("jdbc:postgresql://h/db?" + parameter))
                .isInstanceOf(InvalidValueException.class)
                .hasMessage(message);
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
                "jdbc:postgresql://h/db&password=hidden",
                "jdbc:postgresql://h/db#password=hidden",
                "jdbc:postgresql://h/db%26password=hidden",
                "jdbc:postgresql:db&password=hidden",
                "jdbc:postgresql://h/db?sslmode=disable?password=hidden",
                "jdbc:postgresql://h/db?sslmode=disable%26password=hidden",
                "jdbc:postgresql://h/db?currentSchema=x;password=hidden",
                "jdbc:postgresql://h/hidden/db?password=hidden",
                "jdbc:postgresql://,/db",
                "jdbc:postgresql://h,/db",
                "jdbc:postgresql://h,,g/db",
                "jdbc:postgresql://h:/db",
                "jdbc:postgresql://[::1/db",
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
                .isInstanceOf(InvalidValueException.class)
                .message()
                .doesNotContain("hidden");
    }
}
