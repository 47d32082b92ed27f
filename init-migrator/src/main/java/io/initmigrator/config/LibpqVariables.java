package io.initmigrator.config;

import io.initmigrator.postgres.Credentials;
import io.initmigrator.postgres.Secret;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * {@code PGHOST} and related variables of libpq; used without a URL. {@code PGPASSFILE} and
 * {@code ~/.pgpass} are read by pgjdbc itself, at each connect.
 */
final class LibpqVariables {

    static final String HOST = "PGHOST";
    static final String DATABASE = "PGDATABASE";

    private static final String HOST_REMEDY = "write names or addresses, separated by commas, or set FLYWAY_URL";

    /** Variables by libpq's parameter names, which are also valid in a {@code DATABASE_URL}. */
    private static final Map<String, String> PARAMETERS = new TreeMap<>(Map.ofEntries(
            Map.entry("PGSSLMODE", "sslmode"),
            Map.entry("PGSSLROOTCERT", "sslrootcert"),
            Map.entry("PGSSLCERT", "sslcert"),
            Map.entry("PGSSLKEY", "sslkey"),
            Map.entry("PGSSLNEGOTIATION", "sslnegotiation"),
            Map.entry("PGCHANNELBINDING", "channel_binding"),
            Map.entry("PGCONNECT_TIMEOUT", "connect_timeout"),
            Map.entry("PGGSSENCMODE", "gssencmode"),
            Map.entry("PGKRBSRVNAME", "krbsrvname"),
            Map.entry("PGOPTIONS", "options"),
            Map.entry("PGTARGETSESSIONATTRS", "target_session_attrs"),
            Map.entry("PGCLIENTENCODING", "client_encoding"),
            Map.entry("PGGSSDELEGATION", "gssdelegation"),
            Map.entry("PGGSSLIB", "gsslib"),
            Map.entry("PGHOSTADDR", "hostaddr"),
            Map.entry("PGLOADBALANCEHOSTS", "load_balance_hosts"),
            Map.entry("PGMAXPROTOCOLVERSION", "max_protocol_version"),
            Map.entry("PGMINPROTOCOLVERSION", "min_protocol_version"),
            Map.entry("PGREQUIREAUTH", "require_auth"),
            Map.entry("PGREQUIREPEER", "requirepeer"),
            Map.entry("PGSERVICE", "service"),
            Map.entry("PGSSLCERTMODE", "sslcertmode"),
            Map.entry("PGSSLCOMPRESSION", "sslcompression"),
            Map.entry("PGSSLCRL", "sslcrl"),
            Map.entry("PGSSLCRLDIR", "sslcrldir"),
            Map.entry("PGSSLKEYLOGFILE", "sslkeylogfile"),
            Map.entry("PGSSLMAXPROTOCOLVERSION", "ssl_max_protocol_version"),
            Map.entry("PGSSLMINPROTOCOLVERSION", "ssl_min_protocol_version"),
            Map.entry("PGSSLSNI", "sslsni")));

    private LibpqVariables() {}

    static boolean areSet(EnvironmentReader variables) {
        return variables.isSet(HOST) || variables.isSet(DATABASE);
    }

    /** Empty if neither host nor database is set. */
    static Optional<ConnectionTarget> address(EnvironmentReader variables) throws InvalidValueException {
        if (!areSet(variables)) {
            return Optional.empty();
        }
        Credentials credentials = new Credentials(
                variables.find("PGUSER").map(String::strip),
                variables.find("PGPASSWORD").map(Secret::new),
                Optional.empty());
        UrlParameters parameters = UrlParameters.none();
        for (Map.Entry<String, String> parameter : PARAMETERS.entrySet()) {
            Optional<String> value = variables.find(parameter.getKey()).map(String::strip);
            if (value.isPresent()) {
                check(parameter.getKey(), parameter.getValue(), value.get());
                parameters.put(parameter.getValue(), value.get());
            }
        }
        // As in libpq, the database defaults to the user's name.
        String database = variables
                .find(DATABASE)
                .map(String::strip)
                .or(credentials::user)
                .orElse("");
        try {
            DatabaseName.check(database);
            if (database.contains(":")) {
                throw new InvalidValueException(
                        "has a ':', as if it included a login", "give the login by PGUSER and PGPASSWORD");
            }
        } catch (InvalidValueException e) {
            throw new InvalidValueException(DATABASE, e.problem());
        }
        return Optional.of(
                new ConnectionTarget(DatabaseUrl.jdbcUrl(hosts(variables), database, parameters), credentials));
    }

    /** Checked separately, so that the error names the variable. */
    private static void check(String variable, String name, String value) throws InvalidValueException {
        UrlParameters alone = UrlParameters.of(name, value);
        try {
            LibpqParameters.translate(alone);
            alone.requireUsable(UnknownParameter::ofLibpq);
        } catch (InvalidValueException e) {
            throw new InvalidValueException(
                    variable, "has an invalid value", e.problem().remedy());
        }
    }

    private static String hosts(EnvironmentReader variables) throws InvalidValueException {
        String[] hosts = variables.find(HOST).orElse("localhost").split(",", -1);
        String[] ports = variables.find("PGPORT").orElse("5432").split(",", -1);
        if (ports.length != 1 && ports.length != hosts.length) {
            throw new InvalidValueException(
                    "has a different number of hosts than PGPORT has ports", "write one port, or one for each host");
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < hosts.length; i++) {
            String port = ports[ports.length == 1 ? 0 : i].strip();
            if (!Hosts.isPort(port)) {
                throw new InvalidValueException("PGPORT", "is not a port", Hosts.PORT_REMEDY);
            }
            text.append(i == 0 ? "" : ",")
                    .append(host(hosts[i].strip()))
                    .append(':')
                    .append(port);
        }
        return text.toString();
    }

    private static String host(String host) throws InvalidValueException {
        if (host.startsWith("/") || host.startsWith("@")) {
            throw new InvalidValueException(
                    "names a Unix socket, which PostgreSQL's JDBC driver cannot use",
                    "let the server listen on an address, such as localhost");
        }
        if (host.isEmpty() || host.contains("/")) {
            throw new InvalidValueException("has a missing or invalid host", HOST_REMEDY);
        }
        return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    }
}
