package io.initmigrator.flyway;

import io.initmigrator.core.UnreachableException;
import io.initmigrator.schema.MissingPrivilege;
import io.initmigrator.schema.RedactedSql;
import io.initmigrator.schema.SqlQuoting;
import io.initmigrator.schema.SqlState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.flywaydb.core.internal.sqlscript.FlywaySqlScriptException;

/** Explains a statement that PostgreSQL rejected: the missing privilege, or that it cannot run in a transaction. */
final class SqlErrorExplainer {

    private static final String READ_WRITE =
            "; connect to the primary (targetServerType=primary), or let this role write: ALTER"
                    + " ROLE or ALTER DATABASE … SET default_transaction_read_only = off";

    /** {@code SET TRANSACTION}, or the parameters that it sets, in whatever form. */
    private static final Pattern TRANSACTION_MODE = Pattern.compile(
            "\\bset\\s+(?:local\\s+)?transaction\\b|\\btransaction_(?:isolation|read_only|deferrable)\\b",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern FUNCTION_CALL =
            Pattern.compile("\\s*(?:do|select|call|with)\\b", Pattern.CASE_INSENSITIVE);

    private static final Pattern CHANGED_ROLE = Pattern.compile(
            "\\bset\\s+(?:(?:session|local)\\s+)?(?:session\\s+authorization|role)\\b", Pattern.CASE_INSENSITIVE);

    private static final int MAX_STATEMENT_LENGTH = 120;

    /** Parameters: schema twice, empty for the current schema. No row if the schema does not exist. */
    private static final String MAY_CREATE = """
            select n.nspname, current_user, pg_catalog.has_schema_privilege(n.oid, 'usage'::pg_catalog.text)
              and pg_catalog.has_schema_privilege(n.oid, 'create'::pg_catalog.text)
            from pg_catalog.pg_namespace n where n.nspname operator(pg_catalog.=)
              case when ?::pg_catalog.text operator(pg_catalog.=) ''::pg_catalog.text then pg_catalog.current_schema()
              else ?::pg_catalog.text::pg_catalog.name end
            """;

    private final Connection connection;
    private final UnaryOperator<String> mask;

    /** @param connection outside a transaction, or in one that has not failed */
    SqlErrorExplainer(Connection connection, UnaryOperator<String> mask) {
        this.connection = connection;
        this.mask = mask;
    }

    /**
     * Checks beforehand, because Flyway retries to create its table for nine seconds.
     *
     * @param schema of the new history; empty for the current schema
     * @param mayCreateSchema whether Flyway would create it
     * @throws UnreachableException if the role may not create tables there, or there is no such schema
     */
    void refuseWhereNoHistoryCanBegin(String schema, boolean mayCreateSchema) throws SQLException {
        if (isReadOnly()) {
            throw new UnreachableException(
                    "PostgreSQL would refuse to begin the history: this session is read-only (default_transaction_read_only)"
                            + READ_WRITE);
        }
        try (PreparedStatement statement = connection.prepareStatement(MAY_CREATE)) {
            statement.setString(1, schema);
            statement.setString(2, schema);
            try (ResultSet rows = statement.executeQuery()) {
                boolean exists = rows.next();
                if (!exists && !mayCreateSchema && !schema.isEmpty()) {
                    throw new UnreachableException("cannot create the schema history: schema " + schema
                            + " does not exist, and FLYWAY_CREATE_SCHEMAS=false keeps Flyway from creating it; create schema "
                            + SqlQuoting.identifier(schema) + ", or set FLYWAY_CREATE_SCHEMAS=true");
                }
                if (exists && !rows.getBoolean(3)) {
                    throw new UnreachableException("cannot create the schema history: permission denied for"
                            + " schema " + rows.getString(1) + "; grant usage, create on schema " + rows.getString(1)
                            + " to " + rows.getString(2));
                }
            }
        }
    }

    /** Returns the server's message, and the fix if one is known. */
    String explain(Throwable exception) throws SQLException {
        return explain(exception, "");
    }

    /** @param running the text of the script that was running; empty where none was */
    String explain(Throwable exception, String running) throws SQLException {
        String words = FlywayErrors.message(exception, mask);
        if (FlywayErrors.isRejectedSetting(exception)) {
            return "the driver closed the connection: " + words.replaceFirst("\\.$", "")
                    + "; remove the statement that sets it";
        }
        if (FlywayErrors.sql(exception)
                .filter(sql -> SqlState.ACTIVE_SQL_TRANSACTION.equals(sql.getSQLState()))
                .isPresent()) {
            return words + outside(exception, statement(exception));
        }
        if (FlywayErrors.sql(exception)
                .filter(sql -> SqlState.READ_ONLY_SQL_TRANSACTION.equals(sql.getSQLState()))
                .isPresent()) {
            return words + READ_WRITE;
        }
        boolean denied = FlywayErrors.sql(exception)
                .filter(sql -> SqlState.INSUFFICIENT_PRIVILEGE.equals(sql.getSQLState()))
                .isPresent();
        if (denied && CHANGED_ROLE.matcher(running).find()) {
            return words + "; the script changes the role of the session: let it end in RESET ROLE or RESET SESSION"
                    + " AUTHORIZATION, or set MIGRATOR_SET_ROLE instead";
        }
        return denied ? words + explained(words, statement(exception)) : words;
    }

    private static String outside(Throwable exception, String statement) {
        FlywaySqlScriptException script = FlywayErrors.script(exception);
        if (script == null) {
            return "";
        }
        if (TRANSACTION_MODE.matcher(statement).find()) {
            return "; remove it, and set the mode before the transaction begins, as in FLYWAY_INIT_SQL=\"SET"
                    + " default_transaction_isolation = 'serializable'\"";
        }
        return (FUNCTION_CALL.matcher(statement).lookingAt() ? "; move it out of the function to" : "; move it to")
                + " a separate script with a "
                + script.getResource().getFilename() + ".conf containing executeInTransaction=false";
    }

    private String explained(String words, String statement) throws SQLException {
        String role = role();
        return "; role " + role + " was refused "
                + (statement.isEmpty() ? "this" : '"' + RedactedSql.shown(statement, MAX_STATEMENT_LENGTH) + '"')
                + "; " + MissingPrivilege.remedy(words, statement, role);
    }

    private boolean isReadOnly() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select pg_catalog.current_setting('transaction_read_only')::pg_catalog.bool")) {
            rows.next();
            return rows.getBoolean(1);
        }
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
