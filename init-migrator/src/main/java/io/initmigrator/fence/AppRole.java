package io.initmigrator.fence;

import java.util.List;

/**
 * The role the application logs in as ({@code MIGRATOR_APP_ROLE}), whose privileges are checked after a migration.
 *
 * @param name unquoted
 * @param schemas schemas that are migrated besides that of the history, unquoted
 * @param whenUngranted action if the role lacks a privilege
 */
public record AppRole(String name, List<String> schemas, WhenUngranted whenUngranted) {

    public AppRole {
        schemas = List.copyOf(schemas);
    }

    /** {@code MIGRATOR_WHEN_UNGRANTED}. */
    public enum WhenUngranted {
        WARN,
        FAIL,
        GRANT
    }
}
