package io.initmigrator.config;

import io.initmigrator.postgres.PostgresSettings;

/** {@code FLYWAY_URL}: {@code jdbc:postgresql://host:port/database?…}, from which credentials are extracted. */
final class JdbcUrl {

    private static final String PREFIX = "jdbc:postgresql:";
    private static final String SHAPE = "jdbc:postgresql://host:5432/database";

    private JdbcUrl() {}

    static ConnectionTarget parse(String text) throws InvalidValueException {
        if (text.startsWith("postgres://") || text.startsWith("postgresql://")) {
            throw new InvalidValueException("is not a JDBC URL", "give it as DATABASE_URL, or write " + SHAPE);
        }
        if (!text.startsWith(PREFIX)) {
            throw new InvalidValueException("does not begin with " + PREFIX, "write " + SHAPE);
        }
        int question = text.indexOf('?');
        String location = question < 0 ? text : text.substring(0, question);
        if (location.contains("@")) {
            throw new InvalidValueException(
                    "holds a login before '@', which JDBC does not understand",
                    "give it as FLYWAY_USER and FLYWAY_PASSWORD, or the whole as DATABASE_URL");
        }
        if (location.contains(";")) {
            throw new InvalidValueException("holds a ';'", "write parameters after '?', and '&' between them");
        }
        checkLocation(location.substring(PREFIX.length()));
        UrlParameters parameters = UrlParameters.ofUrl(text);
        // Reserved: other pods recognise a session by it, and pgjdbc would prefer the URL's.
        parameters.take(UrlParameters.APPLICATION_NAME);
        parameters.requireUsable(UnknownParameter::ofDriver);
        var credentials = parameters.takeCredentials();
        return new ConnectionTarget(readable(location + parameters.query()), credentials);
    }

    private static String readable(String url) throws InvalidValueException {
        if (!PostgresSettings.isReadable(url)) {
            throw new InvalidValueException("is rejected by PostgreSQL's JDBC driver", "write " + SHAPE);
        }
        return url;
    }

    /** @param location {@code //hosts/database}, or a database alone */
    private static void checkLocation(String location) throws InvalidValueException {
        String database = location;
        if (location.startsWith("//")) {
            int slash = location.indexOf('/', 2);
            String hosts = location.substring(2, slash < 0 ? location.length() : slash);
            // For the driver an absent host means localhost.
            Hosts.check(hosts.isEmpty() || hosts.startsWith(":") ? "localhost" + hosts : hosts, "write " + SHAPE);
            database = slash < 0 ? "" : location.substring(slash + 1);
        }
        DatabaseName.check(PercentEncoding.decode(database));
    }
}
