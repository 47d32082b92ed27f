package io.initmigrator.command.rehearsal;

import io.initmigrator.fence.Fence;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A fence whose connection is measured. */
final class MeasuredFence {

    private MeasuredFence() {}

    static Fence of(Fence fence, ScriptRecorder recorder) {
        DataSource measured = source(fence.unwrap(DataSource.class), recorder);
        return proxy(Fence.class, fence, result -> result instanceof DataSource ? measured : result);
    }

    private static DataSource source(DataSource source, ScriptRecorder recorder) {
        return proxy(
                DataSource.class,
                source,
                result ->
                        result instanceof Connection connection ? MeasuredConnection.of(connection, recorder) : result);
    }

    /** Replaces the result of a method. */
    @FunctionalInterface
    private interface Replacement {
        @Nullable
        Object of(@Nullable Object result);
    }

    private static <T> T proxy(Class<T> type, T target, Replacement replacement) {
        return type.cast(Proxy.newProxyInstance(
                MeasuredFence.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    try {
                        return replacement.of(method.invoke(target, arguments));
                    } catch (InvocationTargetException e) {
                        throw Objects.requireNonNullElse(e.getCause(), e);
                    }
                }));
    }
}
