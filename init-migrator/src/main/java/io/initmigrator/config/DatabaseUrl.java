package io.initmigrator.config;

import io.initmigrator.postgres.Credentials;
import io.initmigrator.postgres.Secret;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code DATABASE_URL}: {@code postgres://user:password@host:port/database?…} as libpq, and most platforms, write it.
 * Everything before the last {@code @} of the authority is the login. libpq's parameters are translated into pgjdbc's; those
 * that it does not know are handed on.
 */
final class DatabaseUrl {

    private static final Pattern SHAPE = Pattern.compile(
            "postgres(?:ql)?://(?:(?<login>[^/?#]*)@)?(?<hosts>[^/?#@]*)(?:/(?<database>[^?#@]*))?(?:\\?(?<query>[^#]*))?");
    private static final Pattern HOSTS = Pattern.compile(
            "(HOST(:\\d{1,5})?)(,HOST(:\\d{1,5})?)*".replace("HOST", "(\\[[0-9A-Fa-f:.%A-Za-z]+]|[A-Za-z0-9._-]+)"));
    private static final String REMEDY =
            "write postgres://user:password@host:5432/database, with %-codes for special characters in the password";

    /** libpq's names for what pgjdbc calls otherwise. */
    private static final Map<String, String> JDBC_NAMES = Map.of(
            "connect_timeout", "connectTimeout",
            "channel_binding", "channelBinding",
            "gssencmode", "gssEncMode",
            "krbsrvname", "kerberosServerName",
            "sslcompression", "sslcompression");

    private static final Map<String, String> SERVER_TYPES = Map.of(
            "any", "any",
            "read-write", "primary",
            "primary", "primary");

    private DatabaseUrl() {}

    static DatabaseAddress parse(String text) throws UnusableException {
        Matcher url = SHAPE.matcher(text);
        if (!url.matches()) {
            throw new UnusableException("is not a URL that begins with postgres:// or postgresql://", REMEDY);
        }
        String hosts = Optional.ofNullable(url.group("hosts")).orElse("");
        UrlParameters parameters =
                UrlParameters.parse(Optional.ofNullable(url.group("query")).orElse(""));
        Credentials inQuery = parameters.takeCredentials();
        Credentials credentials = login(Optional.ofNullable(url.group("login")), inQuery);
        String database =
                Percent.decode(Optional.ofNullable(url.group("database")).orElse(""));
        return new DatabaseAddress(jdbcUrl(hosts, database, parameters), credentials);
    }

    /** @param parameters by libpq's names, or by pgjdbc's */
    static String jdbcUrl(String hosts, String database, UrlParameters parameters) throws UnusableException {
        if (!HOSTS.matcher(hosts).matches()) {
            throw new UnusableException("names no host, or one that cannot be read", REMEDY);
        }
        Ports.check(hosts);
        translate(parameters);
        parameters.requireUsable();
        return "jdbc:postgresql://" + hosts + "/" + Percent.encodeQuery(database) + parameters.query();
    }

    private static Credentials login(Optional<String> login, Credentials inQuery) throws UnusableException {
        if (login.isEmpty()) {
            return inQuery;
        }
        int colon = login.get().indexOf(':');
        String user = Percent.decode(colon < 0 ? login.get() : login.get().substring(0, colon));
        String password = colon < 0 ? "" : Percent.decode(login.get().substring(colon + 1));
        return new Credentials(
                user.isEmpty() ? inQuery.user() : Optional.of(user),
                password.isEmpty() ? inQuery.password() : Optional.of(new Secret(password)),
                inQuery.sslPassword());
    }

    /** Gives the parameters pgjdbc's names. */
    static void translate(UrlParameters parameters) throws UnusableException {
        if (parameters.take("host").isPresent() || parameters.take("hostaddr").isPresent()) {
            throw new UnusableException("gives the host as a parameter", REMEDY);
        }
        parameters.take("application_name");
        parameters.take("fallback_application_name");
        parameters.take("ApplicationName");
        JDBC_NAMES.forEach((libpq, jdbc) -> parameters.take(libpq).ifPresent(value -> parameters.put(jdbc, value)));
        parameters.take("keepalives").ifPresent(value -> parameters.put("tcpKeepAlive", "" + !value.equals("0")));
        Optional<String> wanted = parameters.take("target_session_attrs");
        if (wanted.isPresent()) {
            String type = SERVER_TYPES.get(wanted.get());
            if (type == null) {
                throw new UnusableException(
                        "has target_session_attrs=" + wanted.get(),
                        "write one of any, read-write, primary: nothing can be migrated on a standby");
            }
            parameters.put("targetServerType", type);
        }
    }
}
