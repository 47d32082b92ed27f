package io.initmigrator.config;

import io.initmigrator.core.UnreachableException;
import io.initmigrator.postgres.Credentials;
import io.initmigrator.postgres.Secret;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Resolves the credentials at each call, so that a rotated file is used by the next connection. {@code FLYWAY_USER} and {@code
 * FLYWAY_PASSWORD} take precedence over the URL, and the URL over {@code FLYWAY_JDBC_PROPERTIES_…}.
 */
final class CredentialsResolver implements Supplier<Credentials> {

    private final Map<String, String> environment;
    private final Secrets secrets;

    CredentialsResolver(Map<String, String> environment, Secrets secrets) {
        this.environment = environment;
        this.secrets = secrets;
    }

    @Override
    public Credentials get() {
        ConfigErrors errors = new ConfigErrors();
        EnvironmentReader variables = new EnvironmentReader(environment, errors);
        Credentials credentials =
                resolve(variables, DatabaseVariables.address(variables).map(ConnectionTarget::credentials), secrets);
        if (!errors.isEmpty()) {
            throw new UnreachableException("cannot read the database credentials: "
                    + errors.list().getFirst().sentence());
        }
        return credentials;
    }

    static Credentials resolve(EnvironmentReader variables, Optional<Credentials> inUrl, Secrets secrets) {
        Credentials credentials = new Credentials(
                variables
                        .find("FLYWAY_USER")
                        .or(() -> inUrl.flatMap(Credentials::user))
                        .or(() -> variables.find("FLYWAY_JDBC_PROPERTIES_USER")),
                variables
                        .find("FLYWAY_PASSWORD")
                        .map(Secret::new)
                        .or(() -> inUrl.flatMap(Credentials::password))
                        .or(() -> variables
                                .find("FLYWAY_JDBC_PROPERTIES_PASSWORD")
                                .map(Secret::new)),
                inUrl.flatMap(Credentials::sslPassword)
                        .or(() -> variables
                                .find("FLYWAY_JDBC_PROPERTIES_SSLPASSWORD")
                                .map(Secret::new)));
        secrets.addAll(credentials);
        return credentials;
    }
}
