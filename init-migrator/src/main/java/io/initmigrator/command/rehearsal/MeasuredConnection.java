package io.initmigrator.command.rehearsal;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A connection whose statements are measured between {@link Connection#beginRequest} and {@link Connection#endRequest}, which delimit a
 * script. COPY from the script's own data is not a statement of JDBC, and not measured.
 */
final class MeasuredConnection implements InvocationHandler {

    private final Connection connection;
    private final ScriptRecorder recorder;

    private MeasuredConnection(Connection connection, ScriptRecorder recorder) {
        this.connection = connection;
        this.recorder = recorder;
    }

    static Connection of(Connection connection, ScriptRecorder recorder) {
        return proxy(Connection.class, new MeasuredConnection(connection, recorder));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        String sql = arguments != null && arguments.length > 0 && arguments[0] instanceof String text ? text : "";
        Object result = call(connection, method, arguments);
        return switch (method.getName()) {
            case "beginRequest" -> {
                recorder.begin(connection);
                yield result;
            }
            case "endRequest" -> {
                recorder.finish();
                yield result;
            }
            case "createStatement" -> measured(Statement.class, result, "");
            case "prepareStatement" -> measured(PreparedStatement.class, result, sql);
            case "prepareCall" -> measured(CallableStatement.class, result, sql);
            default -> result;
        };
    }

    /** @param prepared its SQL; empty if each execution brings its own */
    private <T extends Statement> T measured(Class<T> type, @Nullable Object statement, String prepared) {
        Object target = Objects.requireNonNull(statement);
        return proxy(type, (proxy, method, arguments) -> {
            boolean executes = method.getName().startsWith("execute");
            if (!executes || !recorder.isMeasuring()) {
                return call(target, method, arguments);
            }
            String sql = arguments != null && arguments.length > 0 ? String.valueOf(arguments[0]) : prepared;
            return recorder.measure(sql, connection, () -> call(target, method, arguments));
        });
    }

    private static @Nullable Object call(Object target, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw Objects.requireNonNullElse(e.getCause(), e);
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(
                Proxy.newProxyInstance(MeasuredConnection.class.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
