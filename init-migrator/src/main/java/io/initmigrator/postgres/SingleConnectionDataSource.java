package io.initmigrator.postgres;

import io.initmigrator.fence.SessionLostException;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Data source of the connection that holds the fence, which only its session can close. */
final class SingleConnectionDataSource implements DataSource {

    private final SessionConnection sessionConnection;

    SingleConnectionDataSource(SessionConnection sessionConnection) {
        this.sessionConnection = sessionConnection;
    }

    @Override
    public Connection getConnection() {
        if (sessionConnection.isAborted()) {
            throw new SessionLostException(
                    "the session with " + sessionConnection.address() + " was aborted", sessionConnection.givenUp());
        }
        return FencedConnection.of(sessionConnection);
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("the connection is open already");
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLException("wraps nothing");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
