package io.initmigrator.postgres;

import io.initmigrator.schema.SqlState;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/**
 * The connection handed to Flyway; closing it has no effect. Guarantees that a transaction is committed only by Flyway's call
 * of {@link Connection#commit}, even after an {@link Error}; and that a script delimited by {@link Connection#beginRequest} and
 * {@link Connection#endRequest} is not committed with another transaction.
 */
final class FencedConnection implements InvocationHandler {

    private final SessionConnection sessionConnection;

    private FencedConnection(SessionConnection sessionConnection) {
        this.sessionConnection = sessionConnection;
    }

    static Connection of(SessionConnection sessionConnection) {
        return proxy(Connection.class, new FencedConnection(sessionConnection));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        return switch (method.getName()) {
            case "close" -> null;
            case "isClosed" ->
                sessionConnection.isAborted() || sessionConnection.connection().isClosed();
            case "setAutoCommit" -> {
                setAutoCommit(arguments != null && Boolean.TRUE.equals(arguments[0]));
                yield null;
            }
            case "clearWarnings" -> {
                sessionConnection.forgetFailure();
                yield call(sessionConnection, sessionConnection.connection(), method, arguments);
            }
            case "beginRequest" -> {
                sessionConnection.beginRequest();
                yield null;
            }
            case "endRequest" -> {
                if (sessionConnection.endRequest()) {
                    throw uncommitted();
                }
                yield null;
            }
            case "createStatement" ->
                fenced((Connection) proxy, Statement.class, new ScriptStatement(sessionConnection, (Statement)
                        opened(method, arguments)));
            case "prepareStatement" -> fenced((Connection) proxy, PreparedStatement.class, opened(method, arguments));
            case "prepareCall" -> fenced((Connection) proxy, CallableStatement.class, opened(method, arguments));
            default -> call(sessionConnection, sessionConnection.connection(), method, arguments);
        };
    }

    /**
     * In JDBC, enabling auto-commit commits. Flyway does so in a {@code finally} even after an {@link Error}, for which it does
     * not roll back (flyway/flyway#3193); after its own commit or rollback nothing is open. A transaction that a script opened
     * and did not end would be committed with Flyway's next one.
     *
     * @throws SQLException if work of a script was rolled back, which thus cannot be recorded as applied; after an {@link Error},
     *     Flyway only logs it
     */
    private void setAutoCommit(boolean on) throws SQLException {
        if (sessionConnection.isAborted()) {
            throw sessionConnection.givenUp();
        }
        Connection connection = sessionConnection.connection();
        boolean begins = connection.getAutoCommit() && !on;
        boolean undone = false;
        try {
            if (begins) {
                connection.setAutoCommit(false);
            }
            if (begins ? sessionConnection.isInRequest() : on) {
                undone = rollBackWhatIsOpen(connection);
            }
            connection.setAutoCommit(on);
        } catch (SQLException | RuntimeException | Error e) {
            sessionConnection.breakOff(e);
            throw e;
        }
        if (undone && sessionConnection.isInRequest()) {
            sessionConnection.setUndone();
            throw uncommitted();
        }
    }

    /** Returns whether that undid anything that could have been committed. */
    private static boolean rollBackWhatIsOpen(Connection connection) throws SQLException {
        TransactionState state = connection.getAutoCommit()
                ? TransactionState.IDLE
                : connection.unwrap(BaseConnection.class).getTransactionState();
        if (state != TransactionState.IDLE) {
            connection.rollback();
        }
        return state == TransactionState.OPEN;
    }

    private static SQLException uncommitted() {
        return new SQLException(
                "the script left its transaction without COMMIT, and what it had done there was rolled back; end the transaction"
                        + " in the script, or call commit() before setAutoCommit(true) in a Java migration",
                SqlState.INVALID_TRANSACTION_TERMINATION);
    }

    /** Its connection is the fenced one. */
    private <T extends Statement> T fenced(Connection self, Class<T> type, Object statement) {
        return proxy(type, (proxy, called, with) -> {
            if (called.getName().equals("getConnection")) {
                return self;
            }
            return statement instanceof ScriptStatement script
                    ? script.invoke(proxy, called, with)
                    : call(sessionConnection, statement, called, with);
        });
    }

    private Object opened(Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
        return Objects.requireNonNull(call(sessionConnection, sessionConnection.connection(), method, arguments));
    }

    /** Aborts the session if the driver fails with an {@link Error}: it may have stopped in the middle of a message. */
    static @Nullable Object call(
            SessionConnection sessionConnection, Object target, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        if (sessionConnection.isAborted()) {
            throw sessionConnection.givenUp();
        }
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Error error) {
                sessionConnection.breakOff(error);
            }
            throw e.getCause() instanceof SQLException sql ? ServerMessages.bounded(sql) : e.getCause();
        } catch (Error e) {
            sessionConnection.breakOff(e);
            throw e;
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(
                Proxy.newProxyInstance(FencedConnection.class.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
