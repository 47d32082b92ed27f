package io.initmigrator.postgres;

import io.initmigrator.schema.BoundedText;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.Query;
import org.postgresql.core.QueryExecutor;
import org.postgresql.core.ResultHandlerBase;

/**
 * A statement of a script as executed by Flyway: it runs to the end, but its rows and all but the beginnings of the first notices are discarded.
 * The driver and Flyway would each keep all of them in memory.
 */
final class ScriptStatement implements InvocationHandler {

    private final SessionConnection sessionConnection;
    private final Statement statement;
    private @Nullable Outcome outcome;

    ScriptStatement(SessionConnection sessionConnection, Statement statement) {
        this.sessionConnection = sessionConnection;
        this.statement = statement;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        if (method.getName().equals("execute") && arguments != null && arguments.length == 1) {
            outcome = execute((String) arguments[0]);
            return false;
        }
        Outcome of = outcome;
        if (of == null) {
            return FencedConnection.call(sessionConnection, statement, method, arguments);
        }
        return switch (method.getName()) {
            case "getUpdateCount" -> of.takeCount();
            case "getResultSet" -> null;
            case "getMoreResults" -> false;
            case "getWarnings" -> of.warnings();
            default -> FencedConnection.call(sessionConnection, statement, method, arguments);
        };
    }

    /**
     * Uses the simple protocol: in the extended one the driver discards rows by fetching only the first, so that functions
     * would not be called for the others.
     */
    private Outcome execute(@Nullable String sql) throws SQLException {
        if (sessionConnection.isAborted()) {
            throw sessionConnection.givenUp();
        }
        try {
            BaseConnection connection = sessionConnection.connection().unwrap(BaseConnection.class);
            Query query = connection.createQuery(sql, false, false).query;
            Outcome of = new Outcome();
            boolean alone = connection.isReadOnly() && connection.getAutoCommit();
            try {
                connection.getQueryExecutor().execute(query, null, of, 0, 0, flags(connection));
            } finally {
                if (alone) {
                    connection.execSQLUpdate("commit");
                }
            }
            return of;
        } catch (SQLException e) {
            SQLException bounded = ServerMessages.bounded(e);
            sessionConnection.remember(bounded);
            throw bounded;
        } catch (Error e) {
            sessionConnection.breakOff(e);
            throw e;
        }
    }

    private static int flags(Connection connection) throws SQLException {
        int flags =
                QueryExecutor.QUERY_ONESHOT | QueryExecutor.QUERY_EXECUTE_AS_SIMPLE | QueryExecutor.QUERY_NO_RESULTS;
        if (connection.isReadOnly()) {
            // In a separate read-only transaction: a session setting would persist in a pooler.
            return flags | QueryExecutor.QUERY_READ_ONLY_HINT;
        }
        return connection.getAutoCommit() ? flags | QueryExecutor.QUERY_SUPPRESS_BEGIN : flags;
    }

    /** Results of the server. */
    private static final class Outcome extends ResultHandlerBase {

        private static final int MAX_WARNINGS = 100;
        private static final int MAX_WARNING_LENGTH = 10_000;
        private static final int NO_MORE = -1;

        private int count = NO_MORE;
        private @Nullable SQLWarning first;
        private int warnings;

        @Override
        public void handleCommandStatus(String status, long updateCount, long insertedId) {
            count = Math.toIntExact(Math.min(updateCount, Integer.MAX_VALUE));
        }

        @Override
        public void handleWarning(SQLWarning warning) {
            warnings++;
            if (first == null) {
                first = bounded(warning);
            } else if (warnings <= MAX_WARNINGS) {
                first.setNextWarning(bounded(warning));
            } else if (warnings == MAX_WARNINGS + 1) {
                first.setNextWarning(new SQLWarning("further notices of this statement are discarded"));
            }
        }

        private static SQLWarning bounded(SQLWarning warning) {
            String message = warning.getMessage();
            return message == null || message.length() <= MAX_WARNING_LENGTH
                    ? warning
                    : new SQLWarning(
                            BoundedText.of(message, MAX_WARNING_LENGTH), warning.getSQLState(), warning.getErrorCode());
        }

        int takeCount() {
            int taken = count;
            count = NO_MORE;
            return taken;
        }

        @Nullable
        SQLWarning warnings() {
            return first;
        }
    }
}
