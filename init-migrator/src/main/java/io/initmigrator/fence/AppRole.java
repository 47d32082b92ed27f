package io.initmigrator.fence;

/**
 * The role the application logs in as ({@code MIGRATOR_APP_ROLE}), whose privileges are checked after a migration.
 *
 * @param name unquoted
 * @param whenUngranted action if the role lacks a privilege
 */
public record AppRole(String name, WhenUngranted whenUngranted) {

    /** {@code MIGRATOR_WHEN_UNGRANTED}. */
    public enum WhenUngranted {
        WARN,
        FAIL,
        GRANT
    }
}
