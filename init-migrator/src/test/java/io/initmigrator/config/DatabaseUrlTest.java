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
    @ValueSource(strings = {"postgres://u:p/w@h/db", "postgres://u:a/b/c@h/db?sslmode=require"})
    void slashInAPasswordIsNamedAsThat(String url) {
        assertThatThrownBy(() -> DatabaseUrl.parse(url))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("%2F")
                .hasMessageNotContaining("p/w");
    }

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
                "postgres://h/db?application_name=orders&user=u&password=p | jdbc:postgresql://h/db",
                "postgres://h/db?schema=app | jdbc:postgresql://h/db?currentSchema=%22app%22",
                "postgres://h/db?search_path=app,public | jdbc:postgresql://h/db?currentSchema=app%2Cpublic",
                "postgres://h/db?options=-c%20search_path%3Dapp | "
                        + "jdbc:postgresql://h/db?options=-c+search_path%3Dapp",
                "postgres://h/db?channel_binding=require | jdbc:postgresql://h/db?channelBinding=require",
                "postgres://h/db?gssencmode=disable | jdbc:postgresql://h/db?gssEncMode=disable",
                "postgres://h/db?require_auth=scram-sha-256 | jdbc:postgresql://h/db?requireAuth=scram-sha-256",
                "postgres://h/db?sslnegotiation=direct | jdbc:postgresql://h/db?sslNegotiation=direct",
                "postgres://h/db?load_balance_hosts=random | jdbc:postgresql://h/db?loadBalanceHosts=true",
                "postgres://h/db?keepalives=0 | jdbc:postgresql://h/db?tcpKeepAlive=false",
                "postgres://h/db?keepalives_idle=5&tcp_user_timeout=9&sslcompression=0&sslsni=1 | jdbc:postgresql://h/db",
                "postgres://h/db?client_encoding=UTF8&ssl_min_protocol_version=TLSv1.2 | jdbc:postgresql://h/db",
                "postgres://h/db?connectTimeout=3 | jdbc:postgresql://h/db?connectTimeout=3"
            })
    void becomesAJdbcUrl(String url, String jdbc) throws InvalidValueException {
        assertThat(DatabaseUrl.parse(url).jdbcUrl()).isEqualTo(jdbc);
    }

    @Test
    void decodesTheLogin() throws InvalidValueException {
        var credentials =
                DatabaseUrl.parse("postgres://orders%40eu:p%3Ass%2Fw%25+1@h/db").credentials();

        assertThat(credentials.user()).contains("orders@eu");
        assertThat(credentials.password().map(Secret::reveal)).contains("p:ss/w%+1");
    }

    @Test
    void passwordMayHoldColonsAndAtSigns() throws InvalidValueException {
        var credentials = DatabaseUrl.parse("postgres://u:a:b@c@h/db").credentials();

        assertThat(credentials.password().map(Secret::reveal)).contains("a:b@c");
    }

    @Test
    void takesTheLoginFromParameters() throws InvalidValueException {
        var credentials = DatabaseUrl.parse("postgres://h/db?user=u&password=p%20q&sslpassword=k")
                .credentials();

        assertThat(credentials.user()).contains("u");
        assertThat(credentials.password().map(Secret::reveal)).contains("p q");
        assertThat(credentials.sslPassword().map(Secret::reveal)).contains("k");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ssl_mode=verify-full | has the unknown parameter \"ssl_mode\"; write sslmode",
                "SSLMODE=verify-full | has the unknown parameter \"SSLMODE\"; write sslmode",
                "sslmod=verify-full | has the unknown parameter \"sslmod\"; write sslmode",
                "sslMode=verify-full | has the unknown parameter \"sslMode\"; write sslmode",
                "ssl-mode=verify-full | has the unknown parameter \"ssl-mode\"; write sslmode",
                "Schema=app | has the unknown parameter \"Schema\"; write schema",
                "searchpath=app | has the unknown parameter \"searchpath\"; write search_path",
                "CONNECT_TIMEOUT=3 | has the unknown parameter \"CONNECT_TIMEOUT\"; write connect_timeout",
                "sslmod | has the unknown parameter \"sslmod\"; write sslmode",
                "hidden=1 | has an unknown parameter; remove it, or write a parameter of libpq; the nearest is host",
                "sslcrl=/x | has the parameter sslcrl; remove it: PostgreSQL's JDBC driver cannot do this",
                "requirepeer=x | has the parameter requirepeer; remove it: PostgreSQL's JDBC driver cannot do this",
                "passfile=/x | has the parameter passfile; set PGPASSFILE",
                "port=5433 | has the parameter port; write the port after the host: postgres://host:5432/database",
                "dbname=x | has the parameter dbname; write the database after the host: postgres://host:5432/database",
                "schema=a&search_path=b | has both schema and a search path; write one of the two",
                "sslsni=0 | has an invalid sslsni; write 1, or remove it",
                "client_encoding=latin1 | has an invalid client_encoding; write auto or unicode or utf-8 or utf8, or remove it",
                "tcp_user_timeout=soon | has an invalid tcp_user_timeout; write a whole number",
                "sslnegotiation=now | has an invalid sslNegotiation; write one of direct, postgres",
                "gssencmode=yes | has an invalid gssEncMode; write one of allow, disable, prefer, require"
            })
    void parameterThatWouldDoNothingIsRefused(String parameter, String message) {
        assertThatThrownBy(() -> DatabaseUrl.parse("postgres://u:p@h/db?" + parameter))
                .isInstanceOf(InvalidValueException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgres://u@h/db?sslmode=disable?password=hidden",
                "postgres://u@h/db?sslmode=disable;password=hidden",
                "postgres://u@h/db?sslmode=disable%26password=hidden",
                "postgres://u@h/db?sslrootcert=/ca.pem?password=hidden",
                "postgres://u@h/db?sslrootcert=/ca.pem%20pwd%3Dhidden",
                "postgres://u@h/db&password=hidden",
                "postgres://u@h/db;password=hidden",
                "postgres://u@h/db%3Fpassword=hidden",
                "postgres://u@h/db#password=hidden",
                "postgres://u@h/db?sslmode=require#password=hidden",
                "postgres://u:pass?hidden=x@h/db",
                "postgres://u:1?hidden@h/db",
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
                .isInstanceOf(InvalidValueException.class)
                .message()
                .doesNotContain("hidden", "hid/den");
    }
}
