package io.initmigrator.postgres;

import io.initmigrator.coordination.SessionLostException;
import io.initmigrator.coordination.UnreachableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one connection of a session: who may use it, and how it ends. */
final class Line {

    private static final Logger LOG = LoggerFactory.getLogger(Line.class);

    private final Connection connection;
    private final String address;
    private volatile boolean cut;
    private volatile @Nullable Throwable broken;
    private volatile boolean inRequest;

    Line(Connection connection, String address) {
        this.connection = connection;
        this.address = address;
    }

    /** Something done over the line. */
    @FunctionalInterface
    interface Use<T> {
        T apply(Connection connection) throws SQLException;
    }

    /**
     * @throws SessionLostException where the session is over
     * @throws UnreachableException where the server refuses
     */
    <T> T use(Use<T> use) {
        return use(use, fault -> Refusal.of(address, fault));
    }

    <T> T use(Use<T> use, Function<SQLException, RuntimeException> refusal) {
        try {
            if (cut) {
                throw givenUp();
            }
            return use.apply(connection);
        } catch (SQLException e) {
            if (isOver() || SqlStates.isSessionLost(e)) {
                throw new SessionLostException("the session with " + address + " ended: " + ServerWords.of(e), e);
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

    void setInRequest(boolean begun) {
        inRequest = begun;
    }

    boolean isCut() {
        return cut;
    }

    SQLException givenUp() {
        return new SQLException("this session was given up", SqlStates.GIVEN_UP, broken);
    }

    /**
     * Ends the session at once and in this thread, so that nothing that is open can still be committed. Never throws.
     *
     * @param failure after which the driver cannot be trusted to be in step with the server
     */
    void breakOff(Throwable failure) {
        broken = failure;
        cut = true;
        abort();
    }

    /** From any thread, and without waiting for the server: what runs is cancelled, then the socket is closed. */
    void cut() {
        cut = true;
        Thread.ofPlatform().daemon().name("postgres-cut").start(this::cancelAndClose);
    }

    /** Never throws. */
    void close() {
        if (cut) {
            if (broken != null) {
                // Again, where there was no memory for it.
                abort();
            }
            return;
        }
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.atDebug().addKeyValue("error", ServerWords.of(e)).log("Closing the session failed");
        }
    }

    private boolean isOver() {
        try {
            return cut || connection.isClosed();
        } catch (SQLException e) {
            return true;
        }
    }

    private void cancelAndClose() {
        try {
            connection.unwrap(PGConnection.class).cancelQuery();
        } catch (SQLException e) {
            LOG.atDebug().addKeyValue("error", ServerWords.of(e)).log("Cancelling what runs failed");
        }
        abort();
    }

    private void abort() {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            LOG.atDebug().addKeyValue("error", ServerWords.of(e)).log("Cutting the session failed");
        } catch (Error e) {
            // Nobody can use the session any more, and the server ends it with this process.
        }
    }
}
