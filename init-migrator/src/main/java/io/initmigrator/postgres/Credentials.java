package io.initmigrator.postgres;

import java.util.Optional;

/**
 * What a connection logs in with. Where a part is absent, the driver's own default holds.
 *
 * @param user role to log in as
 * @param password its password, or a short-lived token
 * @param sslPassword what the client certificate's key is encrypted with
 */
public record Credentials(Optional<String> user, Optional<Secret> password, Optional<Secret> sslPassword) {}
