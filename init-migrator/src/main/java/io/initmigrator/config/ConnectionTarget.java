package io.initmigrator.config;

import io.initmigrator.postgres.Credentials;

/**
 * Address of PostgreSQL, separated from the credentials.
 *
 * @param jdbcUrl {@code jdbc:postgresql:…} without secrets
 * @param credentials those of the URL
 */
public record ConnectionTarget(String jdbcUrl, Credentials credentials) {}
