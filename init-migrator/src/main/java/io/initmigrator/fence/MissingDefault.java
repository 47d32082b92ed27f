package io.initmigrator.fence;

/**
 * Privileges that objects created from now on lack for the application's role.
 *
 * @param objects {@code TABLES}, {@code SEQUENCES} or {@code FUNCTIONS}
 * @param owner role that would create them
 * @param statement the {@code ALTER DEFAULT PRIVILEGES} that grants them
 */
public record MissingDefault(String objects, String owner, String statement) {}
