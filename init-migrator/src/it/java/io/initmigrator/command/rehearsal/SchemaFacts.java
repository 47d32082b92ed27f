package io.initmigrator.command.rehearsal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/**
 * What the rules of the linter speak of, as the catalogue has it at one moment.
 *
 * @param relations qualified names of tables and views by oid
 * @param columns names by table and number: {@code 16384.1}
 * @param required which columns refuse a row that does not name them, by the same key
 * @param indexes table of each index
 * @param schemas names by oid
 * @param transaction changes with each transaction
 */
record SchemaFacts(
        Map<Long, String> relations,
        Map<String, String> columns,
        Map<String, Boolean> required,
        Map<Long, Long> indexes,
        Map<Long, String> schemas,
        String transaction) {

    private static final String OF_USERS = " n.nspname <> 'information_schema' and n.nspname not like 'pg\\_%'";

    private static final String COLUMNS = """
            select c.oid, n.nspname || '.' || c.relname, c.oid || '.' || a.attnum, a.attname,
              a.attnotnull and a.attidentity = '' and d.oid is null
            from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
              left join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
              left join pg_catalog.pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
            where c.relkind in ('r', 'p', 'v', 'm', 'f') and\
            """ + OF_USERS;

    static SchemaFacts read(Connection connection) throws SQLException {
        Map<Long, String> relations = new HashMap<>();
        Map<String, String> columns = new HashMap<>();
        Map<String, Boolean> required = new HashMap<>();
        Map<Long, Long> indexes = new HashMap<>();
        Map<Long, String> schemas = new HashMap<>();
        try (Statement statement = connection.createStatement()) {
            ResultSet column = statement.executeQuery(COLUMNS);
            while (column.next()) {
                relations.put(column.getLong(1), column.getString(2));
                if (column.getString(3) != null) {
                    columns.put(column.getString(3), column.getString(4));
                    required.put(column.getString(3), column.getBoolean(5));
                }
            }
            ResultSet index = statement.executeQuery("select x.indexrelid, x.indrelid from pg_catalog.pg_index x");
            while (index.next()) {
                indexes.put(index.getLong(1), index.getLong(2));
            }
            ResultSet schema =
                    statement.executeQuery("select n.oid, n.nspname from pg_catalog.pg_namespace n where" + OF_USERS);
            while (schema.next()) {
                schemas.put(schema.getLong(1), schema.getString(2));
            }
            ResultSet transaction = statement.executeQuery("select min(l.virtualtransaction) from pg_catalog.pg_locks l"
                    + " where l.pid = pg_catalog.pg_backend_pid()");
            transaction.next();
            return new SchemaFacts(relations, columns, required, indexes, schemas, transaction.getString(1));
        }
    }
}
