package io.initmigrator.config;

import io.initmigrator.postgres.PostgresSettings;

/** {@code FLYWAY_URL}: {@code jdbc:postgresql://host:port/database?…}, from which credentials are taken out. */
final class JdbcUrl {

    private static final String PREFIX = "jdbc:postgresql:";
    private static final String SHAPE = "jdbc:postgresql://host:5432/database";

    private JdbcUrl() {}

    static DatabaseAddress parse(String text) throws UnusableException {
        if (text.startsWith("postgres://") || text.startsWith("postgresql://")) {
            throw new UnusableException("is not a JDBC URL", "give it as DATABASE_URL, or write " + SHAPE);
        }
        if (!text.startsWith(PREFIX)) {
            throw new UnusableException("does not begin with " + PREFIX, "write " + SHAPE);
        }
        int question = text.indexOf('?');
        String location = question < 0 ? text : text.substring(0, question);
        if (location.contains("@")) {
            throw new UnusableException(
                    "holds a login before '@', which JDBC does not understand",
                    "give it as FLYWAY_USER and FLYWAY_PASSWORD, or the whole as DATABASE_URL");
        }
        if (location.contains(";")) {
            throw new UnusableException("holds a ';'", "write parameters after '?', and '&' between them");
        }
        Ports.check(hosts(location));
        UrlParameters parameters = UrlParameters.parse(question < 0 ? "" : text.substring(question + 1));
        // Ours to set: siblings recognise a session by it, and pgjdbc would prefer the URL's.
        parameters.take("ApplicationName");
        parameters.requireUsable();
        var credentials = parameters.takeCredentials();
        return new DatabaseAddress(readable(location + parameters.query()), credentials);
    }

    private static String readable(String url) throws UnusableException {
        if (!PostgresSettings.isReadable(url)) {
            throw new UnusableException("cannot be read by PostgreSQL's driver", "write " + SHAPE);
        }
        return url;
    }

    /** Empty where only a database is named. */
    private static String hosts(String location) {
        String rest = location.substring(PREFIX.length());
        return rest.startsWith("//") ? rest.substring(2).replaceFirst("/.*", "") : "";
    }
}
