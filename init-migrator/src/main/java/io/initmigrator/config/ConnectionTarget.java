package io.initmigrator.config;

import io.initmigrator.postgres.Credentials;

/**
 * Where PostgreSQL is and who logs in, taken apart.
 *
 * @param jdbcUrl {@code jdbc:postgresql:…} without anything secret
 * @param credentials those that stood in the URL
 */
record ConnectionTarget(String jdbcUrl, Credentials credentials) {}
