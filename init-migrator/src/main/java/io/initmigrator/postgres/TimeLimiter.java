package io.initmigrator.postgres;

import io.initmigrator.schema.SqlState;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Runs a blocking JDBC call on its own thread so that the caller can time out: a socket read cannot be interrupted.
 */
final class TimeLimiter {

    private TimeLimiter() {}

    /** @param discard receives a result that arrives after the caller has left */
    @SuppressWarnings("FutureReturnValueIgnored")
    static <T> T call(SqlCallable<T> attempt, Duration limit, Consumer<T> discard)
            throws SQLException, InterruptedException {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("postgres").start(() -> complete(result, attempt));
        try {
            return result.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw unwrapped(Objects.requireNonNull(e.getCause()));
        } catch (TimeoutException e) {
            result.thenAccept(discard);
            throw new SQLTimeoutException("no answer within " + limit.toMillis() + "ms", SqlState.UNABLE_TO_CONNECT, e);
        } catch (InterruptedException e) {
            result.thenAccept(discard);
            throw e;
        }
    }

    private static <T> void complete(CompletableFuture<T> result, SqlCallable<T> attempt) {
        try {
            result.complete(attempt.run());
        } catch (SQLException | RuntimeException | Error e) {
            result.completeExceptionally(e);
        }
    }

    private static SQLException unwrapped(Throwable cause) {
        return switch (cause) {
            case SQLException exception -> exception;
            case RuntimeException exception -> throw exception;
            case Error exception -> throw exception;
            default -> new SQLException(cause);
        };
    }
}
