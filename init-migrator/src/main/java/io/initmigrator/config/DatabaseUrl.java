package io.initmigrator.config;

import io.initmigrator.postgres.Credentials;
import io.initmigrator.postgres.Secret;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code DATABASE_URL}: {@code postgres://user:password@host:port/database?…} the format of libpq and most platforms.
 * Everything before the last {@code @} of the authority is the login.
 */
final class DatabaseUrl {

    private static final Pattern SHAPE = Pattern.compile(
            "postgres(?:ql)?://(?:(?<login>[^/?#]*)@)?(?<hosts>[^/?#@]*)(?:/(?<database>[^?#@]*))?(?:\\?(?<query>[^#]*))?");
    /** A password with one of these characters as it is. */
    private static final Pattern LOGIN_WITH_SLASH = Pattern.compile("postgres(?:ql)?://[^/?]*:[^/?]*[/?].*@");

    private static final String REMEDY =
            "write postgres://user:password@host:5432/database, with %-codes for special characters in the password";

    private DatabaseUrl() {}

    static ConnectionTarget parse(String text) throws InvalidValueException {
        Matcher url = SHAPE.matcher(text);
        if (!url.matches()) {
            if (text.indexOf('#') >= 0) {
                throw new InvalidValueException("holds a '#'", "write it as %23");
            }
            if (LOGIN_WITH_SLASH.matcher(text).lookingAt()) {
                throw new InvalidValueException(
                        "holds a '/' or a '?' in its login", "write / as %2F and ? as %3F in the password");
            }
            throw new InvalidValueException("is not a URL that begins with postgres:// or postgresql://", REMEDY);
        }
        String hosts = Optional.ofNullable(url.group("hosts")).orElse("");
        UrlParameters parameters =
                UrlParameters.parse(Optional.ofNullable(url.group("query")).orElse(""));
        Credentials inQuery = parameters.takeCredentials();
        Credentials credentials = login(Optional.ofNullable(url.group("login")), inQuery);
        String database = PercentEncoding.decode(
                Optional.ofNullable(url.group("database")).orElse(""));
        return new ConnectionTarget(jdbcUrl(hosts, database, parameters), credentials);
    }

    /** @param parameters by names of libpq or pgjdbc */
    static String jdbcUrl(String hosts, String database, UrlParameters parameters) throws InvalidValueException {
        Hosts.check(hosts, REMEDY);
        DatabaseName.check(database);
        LibpqParameters.translate(parameters);
        parameters.requireUsable(UnknownParameter::ofLibpq);
        return "jdbc:postgresql://" + hosts + "/" + PercentEncoding.encodeQuery(database) + parameters.query();
    }

    private static Credentials login(Optional<String> login, Credentials inQuery) throws InvalidValueException {
        if (login.isEmpty()) {
            return inQuery;
        }
        int colon = login.get().indexOf(':');
        String user =
                PercentEncoding.decode(colon < 0 ? login.get() : login.get().substring(0, colon));
        String password = colon < 0 ? "" : PercentEncoding.decode(login.get().substring(colon + 1));
        return new Credentials(
                user.isEmpty() ? inQuery.user() : Optional.of(user),
                password.isEmpty() ? inQuery.password() : Optional.of(new Secret(password)),
                inQuery.sslPassword());
    }
}
