package io.initmigrator.postgres;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/**
 * The connection as Flyway gets it; closing it does nothing. Guarantees that a transaction ends in a commit only where Flyway calls
 * {@link Connection#commit}, whatever {@link Error} comes in between; and not in that of another transaction, where Flyway has said
 * by {@link Connection#beginRequest} and {@link Connection#endRequest} from where to where a script goes.
 */
final class FencedConnection implements InvocationHandler {

    private final Line line;

    private FencedConnection(Line line) {
        this.line = line;
    }

    static Connection of(Line line) {
        return proxy(Connection.class, new FencedConnection(line));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        return switch (method.getName()) {
            case "close" -> null;
            case "isClosed" -> line.isCut() || line.connection().isClosed();
            case "setAutoCommit" -> {
                setAutoCommit(arguments != null && Boolean.TRUE.equals(arguments[0]));
                yield null;
            }
            case "beginRequest", "endRequest" -> {
                line.setInRequest(method.getName().equals("beginRequest"));
                yield null;
            }
            case "createStatement" ->
                proxy(Statement.class, new ScriptStatement(line, (Statement) opened(method, arguments)));
            case "prepareStatement" -> {
                Object statement = opened(method, arguments);
                yield proxy(PreparedStatement.class, (self, called, with) -> call(line, statement, called, with));
            }
            default -> call(line, line.connection(), method, arguments);
        };
    }

    /**
     * Turning auto-commit on commits, says JDBC. Flyway does so in a {@code finally} after an {@link Error} too, for which it does
     * not roll back (flyway/flyway#3193); after its own commit or rollback nothing is open. And what a script began itself and did
     * not come to end, Flyway would commit with the next thing that it does in a transaction.
     */
    private void setAutoCommit(boolean on) throws SQLException {
        if (line.isCut()) {
            throw line.givenUp();
        }
        Connection connection = line.connection();
        boolean begins = connection.getAutoCommit() && !on;
        try {
            if (begins) {
                connection.setAutoCommit(false);
            }
            if (begins ? line.isInRequest() : on) {
                rollBackWhatIsOpen(connection);
            }
            connection.setAutoCommit(on);
        } catch (SQLException | RuntimeException | Error e) {
            line.breakOff(e);
            throw e;
        }
    }

    private static void rollBackWhatIsOpen(Connection connection) throws SQLException {
        if (!connection.getAutoCommit()
                && connection.unwrap(BaseConnection.class).getTransactionState() != TransactionState.IDLE) {
            connection.rollback();
        }
    }

    private Object opened(Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
        return Objects.requireNonNull(call(line, line.connection(), method, arguments));
    }

    /** Breaks the session off where the driver fails with an {@link Error}: it may have stopped in the midst of a message. */
    static @Nullable Object call(Line line, Object target, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        if (line.isCut()) {
            throw line.givenUp();
        }
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Error error) {
                line.breakOff(error);
            }
            throw e.getCause();
        } catch (Error e) {
            line.breakOff(e);
            throw e;
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(
                Proxy.newProxyInstance(FencedConnection.class.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
