package io.initmigrator.lint;

import java.util.List;

/**
 * Schema and sizes of a database, and the settings of its sessions.
 *
 * @param sql statements that would create the schema as it is, for reading alone
 * @param timeZone of its sessions
 * @param version the major version of the server
 */
public record DatabaseCatalogue(String sql, List<RelationSize> sizes, String timeZone, int version) {

    public DatabaseCatalogue {
        sizes = List.copyOf(sizes);
    }

    /**
     * The size of a table at the last VACUUM or ANALYZE.
     *
     * @param schema empty for one in the search path
     * @param rows -1 if it is not known
     */
    public record RelationSize(String schema, String table, long rows, long bytes) {}
}
