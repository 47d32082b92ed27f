package io.initmigrator.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.initmigrator.postgres.Secret;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LibpqVariablesTest {

    @Test
    void nothingIsReadWhereNeitherHostNorDatabaseIsNamed() throws InvalidValueException {
        assertThat(LibpqVariables.address(variables(Map.of("PGUSER", "shop", "PGPORT", "5433"))))
                .isEmpty();
    }

    @Test
    void becomesAJdbcUrlAndALogin() throws InvalidValueException {
        ConnectionTarget address = LibpqVariables.address(variables(Map.of(
                        "PGHOST", "h1, h2,::1",
                        "PGPORT", "5433",
                        "PGDATABASE", "orders db",
                        "PGUSER", "shop",
                        "PGPASSWORD", "s3cret",
                        "PGSSLMODE", "verify-full",
                        "PGCONNECT_TIMEOUT", "3",
                        "PGTARGETSESSIONATTRS", "read-write")))
                .orElseThrow();

        assertThat(address.jdbcUrl())
                .startsWith("jdbc:postgresql://h1:5433,h2:5433,[::1]:5433/orders+db?")
                .contains("sslmode=verify-full", "connectTimeout=3", "targetServerType=primary")
                .doesNotContain("s3cret");
        assertThat(address.credentials().user()).contains("shop");
        assertThat(address.credentials().password().map(Secret::reveal)).contains("s3cret");
    }

    @Test
    void databaseWithoutANameIsTheUsers() throws InvalidValueException {
        assertThat(LibpqVariables.address(variables(Map.of("PGHOST", "h", "PGUSER", "shop"))))
                .map(ConnectionTarget::jdbcUrl)
                .contains("jdbc:postgresql://h:5432/shop");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/var/run/postgresql", "@abstract"})
    void unixSocketIsRefusedByName(String host) {
        assertThatThrownBy(() -> LibpqVariables.address(variables(Map.of("PGHOST", host))))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("Unix socket");
    }

    @Test
    void everyHostHasAPort() {
        assertThatThrownBy(() -> LibpqVariables.address(variables(Map.of("PGHOST", "a,b,c", "PGPORT", "1,2"))))
                .isInstanceOf(InvalidValueException.class);
    }

    @Test
    void urlComesFirst() {
        EnvironmentReader variables = variables(Map.of("PGHOST", "h", "FLYWAY_URL", "jdbc:postgresql://first/db"));

        assertThat(DatabaseVariables.address(variables))
                .map(ConnectionTarget::jdbcUrl)
                .contains("jdbc:postgresql://first/db");
    }

    private static EnvironmentReader variables(Map<String, String> environment) {
        return new EnvironmentReader(environment, new ConfigErrors());
    }
}
