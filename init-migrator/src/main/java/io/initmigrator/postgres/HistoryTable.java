package io.initmigrator.postgres;

import io.initmigrator.schema.SqlQuoting;
import java.util.List;
import java.util.Optional;

/**
 * Flyway's history table, and init-migrator's own tables in the same schema. Names are unquoted.
 *
 * @param schema absent for the first one of the connection's {@code search_path}
 * @param table {@code flyway_schema_history} unless {@code FLYWAY_TABLE} says otherwise
 */
public record HistoryTable(Optional<String> schema, String table) {

    private static final String RECEIPT_TABLE = "init_migrator_receipt";
    private static final String JOURNAL_TABLE = "init_migrator_journal";

    /** The history table, quoted for SQL. */
    String quoted() {
        return inSchema(table);
    }

    /** The table of receipts, quoted for SQL. */
    String quotedReceiptTable() {
        return inSchema(RECEIPT_TABLE);
    }

    /** The journal, quoted for SQL. */
    String quotedJournalTable() {
        return inSchema(JOURNAL_TABLE);
    }

    /** The names of all three tables, unquoted. */
    List<String> tables() {
        return List.of(table, RECEIPT_TABLE, JOURNAL_TABLE);
    }

    private String inSchema(String name) {
        return schema.map(SqlQuoting::identifier).map(quoted -> quoted + ".").orElse("") + SqlQuoting.identifier(name);
    }
}
