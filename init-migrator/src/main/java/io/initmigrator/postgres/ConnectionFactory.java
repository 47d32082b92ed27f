package io.initmigrator.postgres;

import io.initmigrator.core.UnreachableException;
import io.initmigrator.schema.SqlState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens connections with as few round trips as PostgreSQL allows. Parameters of the URL override the defaults here. */
final class ConnectionFactory {

    /** Seconds. */
    private static final Map<PGProperty, String> CHOICES = Map.of(
            // Sends application_name in the startup packet instead of in a separate statement.
            PGProperty.ASSUME_MIN_SERVER_VERSION, "10",
            PGProperty.CONNECT_TIMEOUT, "5",
            PGProperty.CANCEL_SIGNAL_TIMEOUT, "1",
            // Otherwise each script that changes the schema, as nearly all do, makes PostgreSQL replan Flyway's own
            // queries.
            PGProperty.FLUSH_CACHE_ON_DDL, "false",
            PGProperty.TCP_KEEP_ALIVE, "true");

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionFactory.class);

    private final PostgresSettings settings;
    private boolean warned;
    private final Driver driver = new Driver();

    ConnectionFactory(PostgresSettings settings) {
        this.settings = settings;
    }

    /** @param applicationName by which other pods recognise the session */
    Connection connect(String applicationName) throws SQLException {
        Properties properties = properties();
        properties.setProperty(PGProperty.APPLICATION_NAME.getName(), applicationName);
        return connect(properties);
    }

    /** For short queries: with a read timeout, in case the server stops responding. */
    Connection connectBriefly() throws SQLException {
        return connectBriefly(settings.databaseTimeout());
    }

    /** @param silence read timeout */
    Connection connectBriefly(Duration silence) throws SQLException {
        Properties properties = properties();
        properties.putIfAbsent(PGProperty.SOCKET_TIMEOUT.getName(), Long.toString(Math.max(1, silence.toSeconds())));
        return connect(properties);
    }

    /** {@code PostgreSQL db.example:5432/orders (user orders)}, for messages. */
    String address() {
        Properties parsed = parsed();
        String host = parsed.getProperty(PGProperty.PG_HOST.getName(), "localhost");
        String port = parsed.getProperty(PGProperty.PG_PORT.getName(), "5432");
        String database = parsed.getProperty(PGProperty.PG_DBNAME.getName(), "");
        String user = settings.credentials().get().user().orElse(parsed.getProperty(PGProperty.USER.getName(), ""));
        return "PostgreSQL " + hosts(host.split(","), port.split(",")) + "/" + database
                + (user.isEmpty()
                        ? ""
                        : " (user " + user
                                + settings.setRole().map(role -> " as " + role).orElse("") + ")");
    }

    /** True if every host of the URL is this machine, or this pod. */
    boolean isLoopback() {
        for (String host :
                parsed().getProperty(PGProperty.PG_HOST.getName(), "localhost").split(",", -1)) {
            if (!isLoopback(host.strip())) {
                return false;
            }
        }
        return true;
    }

    static boolean isLoopback(String host) {
        return host.isEmpty()
                || host.equalsIgnoreCase("localhost")
                || host.startsWith("127.")
                || host.equals("::1")
                || host.equals("[::1]");
    }

    /** Warns once, for the session that migrates: a start with nothing to do logs one line only. */
    void warnOfExposedPassword() {
        if (warned || settings.credentials().get().password().isEmpty()) {
            return;
        }
        warned = true;
        PasswordExposure.of(parsed(), settings.properties())
                .ifPresent(mode -> LOG.atWarn()
                        .addKeyValue("sslmode", mode)
                        .addKeyValue("remedy", "set sslmode=verify-full and sslrootcert, or requireAuth=scram-sha-256")
                        .log("Password exposed to an unverified server"));
    }

    private Connection connect(Properties properties) throws SQLException {
        Connection connection = login(properties);
        if (connection == null) {
            throw notPostgres();
        }
        return connection;
    }

    private @Nullable Connection login(Properties properties) throws SQLException {
        try {
            return driver.connect(settings.jdbcUrl(), properties);
        } catch (SQLException e) {
            String hint = SqlStates.of(e).equals(SqlState.INVALID_PASSWORD)
                    ? flaw(properties.getProperty(PGProperty.PASSWORD.getName(), ""))
                    : "";
            throw hint.isEmpty() ? e : new SQLException(ServerMessages.of(e) + " (" + hint + ")", e.getSQLState());
        }
    }

    /** Describes how the password looks as if it had been taken from the wrong place; empty if it does not. */
    static String flaw(String password) {
        if (password.endsWith("\n") || password.endsWith("\r")) {
            return "the password ends in a line break: remove it from the Secret, as with printf %s instead of echo";
        }
        if (password.startsWith("$(") && password.endsWith(")")) {
            return "the password is an unresolved reference $(…): define that variable before this one in the same container";
        }
        return password.equals(password.strip()) ? "" : "the password begins or ends with a blank";
    }

    private Properties properties() {
        Properties parameters = parsed();
        Properties properties = new Properties();
        CHOICES.forEach((property, value) -> {
            if (!parameters.containsKey(property.getName())) {
                properties.setProperty(property.getName(), value);
            }
        });
        properties.putAll(settings.properties());
        requireFile(PGProperty.SSL_CERT, parameters, properties);
        requireFile(PGProperty.SSL_KEY, parameters, properties);
        properties.setProperty(PGProperty.APPLICATION_NAME.getName(), settings.applicationName());
        Credentials credentials = settings.credentials().get();
        credentials.user().ifPresent(user -> properties.setProperty(PGProperty.USER.getName(), user));
        credentials
                .password()
                .ifPresent(password -> properties.setProperty(PGProperty.PASSWORD.getName(), password.reveal()));
        credentials
                .sslPassword()
                .ifPresent(password -> properties.setProperty(PGProperty.SSL_PASSWORD.getName(), password.reveal()));
        return properties;
    }

    /** The driver connects without a client certificate if its file is missing. */
    private void requireFile(PGProperty property, Properties parameters, Properties properties) {
        String name = property.getName();
        String file = parameters.getProperty(name, properties.getProperty(name));
        if (file != null && !file.isBlank() && !Files.isReadable(Path.of(file))) {
            throw new UnreachableException("cannot use " + name + "=" + file + ": "
                    + (Files.exists(Path.of(file)) ? "this process may not read it" : "no such file")
                    + "; mount it, or remove the parameter");
        }
    }

    private Properties parsed() {
        Properties parsed = Driver.parseURL(settings.jdbcUrl(), new Properties());
        if (parsed == null) {
            throw notPostgres();
        }
        return parsed;
    }

    private UnreachableException notPostgres() {
        return new UnreachableException(
                "invalid database URL: it must begin with jdbc:postgresql:" + " and be well-formed");
    }

    private static String hosts(String[] hosts, String[] ports) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < hosts.length; i++) {
            text.append(i == 0 ? "" : ",").append(hosts[i]).append(':').append(ports[Math.min(i, ports.length - 1)]);
        }
        return text.toString();
    }
}
