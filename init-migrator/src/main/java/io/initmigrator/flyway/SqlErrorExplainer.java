package io.initmigrator.flyway;

import io.initmigrator.core.UnreachableException;
import io.initmigrator.schema.MissingPrivilege;
import io.initmigrator.schema.RedactedSql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.UnaryOperator;
import org.flywaydb.core.internal.sqlscript.FlywaySqlScriptException;

/** Says what to do about a statement that PostgreSQL refused: which right is missing, or that it runs in no transaction. */
final class SqlErrorExplainer {

    /** {@code active_sql_transaction}: what cannot be run in one. */
    private static final String IN_TRANSACTION = "25001";

    private static final int MAX_STATEMENT_LENGTH = 120;

    /** Parameters: schema twice, empty for the connection's own. No row where the schema is still to be made. */
    private static final String MAY_CREATE = """
            select n.nspname, current_user, pg_catalog.has_schema_privilege(n.oid, 'usage'::pg_catalog.text)
              and pg_catalog.has_schema_privilege(n.oid, 'create'::pg_catalog.text)
            from pg_catalog.pg_namespace n where n.nspname operator(pg_catalog.=)
              case when ?::pg_catalog.text operator(pg_catalog.=) ''::pg_catalog.text then pg_catalog.current_schema()
              else ?::pg_catalog.text::pg_catalog.name end
            """;

    private final Connection connection;
    private final UnaryOperator<String> mask;

    /** @param connection in no transaction, or in one that goes on */
    SqlErrorExplainer(Connection connection, UnaryOperator<String> mask) {
        this.connection = connection;
        this.mask = mask;
    }

    /**
     * Asked beforehand, because Flyway tries for nine seconds to make its table.
     *
     * @param schema where the history is to begin; empty for the connection's own
     * @throws UnreachableException where the role may not create anything there
     */
    void refuseWhereNoHistoryCanBegin(String schema) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(MAY_CREATE)) {
            statement.setString(1, schema);
            statement.setString(2, schema);
            try (ResultSet rows = statement.executeQuery()) {
                if (rows.next() && !rows.getBoolean(3)) {
                    throw new UnreachableException("PostgreSQL would refuse to begin the history: permission denied for"
                            + " schema " + rows.getString(1) + "; grant usage, create on schema " + rows.getString(1)
                            + " to " + rows.getString(2));
                }
            }
        }
    }

    /** The server's words; and what to do, where that is known. */
    String explain(Throwable exception) throws SQLException {
        String words = FlywayErrors.message(exception, mask);
        if (FlywayErrors.sql(exception)
                .filter(sql -> IN_TRANSACTION.equals(sql.getSQLState()))
                .isPresent()) {
            return words + outside(exception);
        }
        boolean denied = FlywayErrors.sql(exception)
                .filter(sql -> MissingPrivilege.SQL_STATE.equals(sql.getSQLState()))
                .isPresent();
        return denied ? words + explained(words, statement(exception)) : words;
    }

    private static String outside(Throwable exception) {
        FlywaySqlScriptException script = FlywayErrors.script(exception);
        return script == null
                ? ""
                : "; put it into a script of its own, and beside that a file "
                        + script.getResource().getFilename() + ".conf that says executeInTransaction=false";
    }

    private String explained(String words, String statement) throws SQLException {
        String role = role();
        return "; role " + role + " was refused "
                + (statement.isEmpty() ? "this" : '"' + RedactedSql.shown(statement, MAX_STATEMENT_LENGTH) + '"')
                + "; " + MissingPrivilege.remedy(words, statement, role);
    }

    private String role() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select current_user")) {
            rows.next();
            return rows.getString(1);
        }
    }

    private String statement(Throwable exception) {
        FlywaySqlScriptException script = FlywayErrors.script(exception);
        return script == null
                ? ""
                : mask.apply(String.valueOf(script.getStatement())).strip();
    }
}
