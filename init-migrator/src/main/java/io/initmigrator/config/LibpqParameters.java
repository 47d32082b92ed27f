package io.initmigrator.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Translates the parameters of a {@code postgres://…} URL, libpq's and two of other drivers for the search path, into those of
 * PostgreSQL's JDBC driver. Refuses unsupported ones. The driver's own names are kept.
 */
final class LibpqParameters {

    /** Parameters with another name in the driver and the same values. */
    private static final Map<String, String> JDBC_NAMES = Map.of(
            "connect_timeout", "connectTimeout",
            "channel_binding", "channelBinding",
            "gssencmode", "gssEncMode",
            "krbsrvname", "kerberosServerName",
            "require_auth", "requireAuth",
            "sslnegotiation", "sslNegotiation",
            "search_path", "currentSchema");

    private static final Map<String, String> SERVER_TYPES = Map.of(
            "any", "any",
            "read-write", "primary",
            "primary", "primary");

    /** Parameters with values that match the driver's fixed behavior. */
    private static final Map<String, Set<String>> FIXED_IN_DRIVER = Map.of(
            "client_encoding", Set.of("utf8", "utf-8", "unicode", "auto"),
            "gssdelegation", Set.of("0"),
            "min_protocol_version", Set.of("3.0"),
            "max_protocol_version", Set.of("3.0", "latest"),
            "ssl_min_protocol_version", Set.of("tlsv1", "tlsv1.1", "tlsv1.2"),
            "sslcertmode", Set.of("allow"),
            "sslcompression", Set.of("0"),
            "sslsni", Set.of("1"));

    /** TCP timeouts and counts, which init-migrator sets itself. */
    private static final Set<String> TCP_PARAMETERS =
            Set.of("keepalives_idle", "keepalives_interval", "keepalives_count", "tcp_user_timeout");

    private static final String NO_SUCH_CHECK = "remove it: PostgreSQL's JDBC driver cannot do this";

    /** Parameters that the driver does not support, with a replacement. */
    private static final Map<String, String> UNSUPPORTED = Map.ofEntries(
            Map.entry("dbname", "write the database after the host: postgres://host:5432/database"),
            Map.entry("host", "write the host before the database: postgres://host:5432/database"),
            Map.entry("hostaddr", "write the address before the database: postgres://address:5432/database"),
            Map.entry("port", "write the port after the host: postgres://host:5432/database"),
            Map.entry("passfile", "set PGPASSFILE"),
            Map.entry("servicefile", "set PGSERVICEFILE"),
            Map.entry("oauth_client_id", NO_SUCH_CHECK),
            Map.entry("oauth_client_secret", NO_SUCH_CHECK),
            Map.entry("oauth_issuer", NO_SUCH_CHECK),
            Map.entry("oauth_scope", NO_SUCH_CHECK),
            Map.entry("requirepeer", NO_SUCH_CHECK),
            Map.entry("scram_client_key", NO_SUCH_CHECK),
            Map.entry("scram_server_key", NO_SUCH_CHECK),
            Map.entry("ssl_max_protocol_version", "set -Djdk.tls.client.protocols in JAVA_TOOL_OPTIONS"),
            Map.entry("sslcrl", NO_SUCH_CHECK),
            Map.entry("sslcrldir", NO_SUCH_CHECK),
            Map.entry("sslkeylogfile", NO_SUCH_CHECK));

    private LibpqParameters() {}

    static void translate(UrlParameters parameters) throws InvalidValueException {
        // Reserved: other pods recognise a session by it.
        parameters.take("application_name");
        parameters.take("fallback_application_name");
        parameters.take(UrlParameters.APPLICATION_NAME);
        refuseUnsupported(parameters);
        takeGiven(parameters);
        schema(parameters);
        JDBC_NAMES.forEach((libpq, jdbc) -> parameters.take(libpq).ifPresent(value -> parameters.put(jdbc, value)));
        parameters.take("keepalives").ifPresent(value -> parameters.put("tcpKeepAlive", "" + !value.equals("0")));
        loadBalancing(parameters);
        serverType(parameters);
    }

    private static void refuseUnsupported(UrlParameters parameters) throws InvalidValueException {
        for (Map.Entry<String, String> parameter : UNSUPPORTED.entrySet()) {
            if (parameters.take(parameter.getKey()).isPresent()) {
                throw new InvalidValueException("has the parameter " + parameter.getKey(), parameter.getValue());
            }
        }
    }

    private static void takeGiven(UrlParameters parameters) throws InvalidValueException {
        for (Map.Entry<String, Set<String>> parameter : FIXED_IN_DRIVER.entrySet()) {
            parameters.takeOneOf(parameter.getKey(), parameter.getValue());
        }
        for (String name : TCP_PARAMETERS) {
            parameters.takeNumber(name);
        }
    }

    /** {@code schema} is one name, as in Prisma's URLs; {@code search_path} is an SQL list. */
    private static void schema(UrlParameters parameters) throws InvalidValueException {
        Optional<String> schema = parameters.take("schema");
        if (schema.isEmpty()) {
            return;
        }
        if (parameters.has("search_path") || parameters.has("currentSchema")) {
            throw new InvalidValueException("has both schema and a search path", "write one of the two");
        }
        parameters.put("currentSchema", '"' + schema.get().replace("\"", "\"\"") + '"');
    }

    private static void loadBalancing(UrlParameters parameters) throws InvalidValueException {
        Optional<String> wanted = parameters.takeOneOf("load_balance_hosts", Set.of("disable", "random"));
        wanted.ifPresent(value -> parameters.put("loadBalanceHosts", "" + value.equals("random")));
    }

    private static void serverType(UrlParameters parameters) throws InvalidValueException {
        Optional<String> wanted = parameters.take("target_session_attrs");
        if (wanted.isEmpty()) {
            return;
        }
        String type = SERVER_TYPES.get(wanted.get());
        if (type == null) {
            throw new InvalidValueException(
                    "has an invalid target_session_attrs",
                    "write one of any, read-write, primary: nothing can be migrated on a standby");
        }
        parameters.put("targetServerType", type);
    }

    /** All names of libpq and other drivers, for suggestions. */
    static List<String> names() {
        List<String> names =
                new ArrayList<>(List.of("keepalives", "load_balance_hosts", "schema", "target_session_attrs"));
        names.addAll(JDBC_NAMES.keySet());
        names.addAll(FIXED_IN_DRIVER.keySet());
        names.addAll(TCP_PARAMETERS);
        names.addAll(UNSUPPORTED.keySet());
        return names;
    }

    /** The driver's name for libpq's {@code name}; empty if there is none or it is the same. */
    static Optional<String> driversName(String name) {
        return switch (name) {
            case "keepalives" -> Optional.of("tcpKeepAlive");
            case "load_balance_hosts" -> Optional.of("loadBalanceHosts");
            case "schema" -> Optional.of("currentSchema");
            case "target_session_attrs" -> Optional.of("targetServerType");
            default -> Optional.ofNullable(JDBC_NAMES.get(name));
        };
    }
}
