package io.initmigrator.postgres;

import io.initmigrator.core.UnreachableException;
import io.initmigrator.fence.SessionLostException;
import io.initmigrator.schema.SqlState;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connection of a session: serializes its use, and ends it. */
final class SessionConnection {

    private static final Logger LOG = LoggerFactory.getLogger(SessionConnection.class);

    private final Connection connection;
    private final String address;
    private volatile boolean aborted;
    private volatile @Nullable Throwable broken;
    private volatile boolean inRequest;
    private volatile boolean undone;
    private volatile @Nullable SQLException firstFailure;

    SessionConnection(Connection connection, String address) {
        this.connection = connection;
        this.address = address;
    }

    /** An action on the connection. */
    @FunctionalInterface
    interface ConnectionCallback<T> {
        T apply(Connection connection) throws SQLException;
    }

    /**
     * @throws SessionLostException if the session is lost
     * @throws UnreachableException if the server refuses
     */
    <T> T use(ConnectionCallback<T> use) {
        return use(use, exception -> ConnectionErrors.of(address, exception));
    }

    <T> T use(ConnectionCallback<T> use, Function<SQLException, RuntimeException> refusal) {
        try {
            if (aborted) {
                throw givenUp();
            }
            return use.apply(connection);
        } catch (SQLException exception) {
            SQLException e = ServerMessages.bounded(exception);
            if (isOver() || SqlStates.isSessionLost(e)) {
                throw new SessionLostException("the session with " + address + " ended: " + ServerMessages.of(e), e);
            }
            throw refusal.apply(e);
        } catch (Error e) {
            breakOff(e);
            throw e;
        }
    }

    String address() {
        return address;
    }

    Connection connection() {
        return connection;
    }

    boolean isInRequest() {
        return inRequest;
    }

    void beginRequest() {
        inRequest = true;
        undone = false;
        firstFailure = null;
    }

    /** Returns whether work of the request was undone. */
    boolean endRequest() {
        inRequest = false;
        firstFailure = null;
        return undone;
    }

    void setUndone() {
        undone = true;
    }

    /** Forgets the failures of an earlier attempt. */
    void forgetFailure() {
        firstFailure = null;
    }

    /**
     * Adds the first failure of a statement since the script began, or since the attempt did, as a suppressed exception: of a later one,
     * such as of a callback that Flyway runs after an error, Flyway keeps nothing but the last.
     */
    void remember(SQLException failure) {
        SQLException first = firstFailure;
        if (first == null) {
            firstFailure = failure;
        } else if (!first.equals(failure)) {
            failure.addSuppressed(first);
        }
    }

    boolean isAborted() {
        return aborted;
    }

    SQLException givenUp() {
        return new SQLException("this session was aborted", SqlState.CONNECTION_DOES_NOT_EXIST, broken);
    }

    /**
     * Ends the session immediately on this thread, so that no open transaction can be committed. Never throws.
     *
     * @param failure after which driver and server may be out of sync
     */
    void breakOff(Throwable failure) {
        broken = failure;
        aborted = true;
        abortConnection();
    }

    /** Cancels the running statement, then closes the socket, from any thread and without waiting for the server. */
    void abort() {
        aborted = true;
        Thread.ofPlatform().daemon().name("postgres-cut").start(this::cancelAndClose);
    }

    /** Never throws: whoever goes on after a failure, as a sidecar does, must not keep the advisory lock. */
    void close() {
        if (aborted) {
            if (broken != null) {
                // Retried after an OutOfMemoryError.
                abortConnection();
            }
            return;
        }
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.atDebug().addKeyValue("error", ServerMessages.of(e)).log("Cannot close session");
        } catch (Error e) {
            breakOff(e);
        }
    }

    private boolean isOver() {
        try {
            return aborted || connection.isClosed();
        } catch (SQLException e) {
            return true;
        }
    }

    private void cancelAndClose() {
        try {
            connection.unwrap(PGConnection.class).cancelQuery();
        } catch (SQLException e) {
            LOG.atDebug().addKeyValue("error", ServerMessages.of(e)).log("Cannot cancel running statement");
        }
        abortConnection();
    }

    private void abortConnection() {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            LOG.atDebug().addKeyValue("error", ServerMessages.of(e)).log("Cannot abort session");
        } catch (Error e) {
            // The session is unusable, and the server ends it with this process.
        }
    }
}
