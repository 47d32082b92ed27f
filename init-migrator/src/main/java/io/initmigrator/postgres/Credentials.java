package io.initmigrator.postgres;

import java.util.Optional;

/**
 * Credentials of a connection. For absent parts the driver's defaults apply.
 *
 * @param user role to log in as
 * @param password its password, or a short-lived token
 * @param sslPassword passphrase of the client certificate's key
 */
public record Credentials(Optional<String> user, Optional<Secret> password, Optional<Secret> sslPassword) {}
