package io.initmigrator.postgres;

import io.initmigrator.core.Identity;
import io.initmigrator.fence.AppRole;
import io.initmigrator.fence.FenceAttempt;
import io.initmigrator.fence.FenceHolder;
import io.initmigrator.fence.ScriptTimeouts;
import io.initmigrator.fence.Session;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** One connection, kept until it is closed or aborted. */
final class PostgresSession implements Session {

    private static final FenceHolder GONE = new FenceHolder(0, "", "gone already", Optional.empty());

    /** The condition of {@code pg_terminate_backend}, which throws otherwise. */
    private static final String MAY_TERMINATE = " and pg_catalog.pg_has_role(a.usesysid, 'USAGE'::pg_catalog.text)";

    private final SessionConnection sessionConnection;
    private final ServerInfo facts;
    private final Receipts receipts;
    private final SessionContext context;

    /** Name, role, migrated schemas, monitor and watchdog of the session. */
    record SessionContext(
            String applicationName,
            ScriptTimeouts timeouts,
            SessionRole role,
            List<String> schemas,
            Optional<AppRole> appRole,
            SessionActivityMonitor monitor,
            SessionWatchdog watchdog) {}

    PostgresSession(SessionConnection sessionConnection, ServerInfo facts, Receipts receipts, SessionContext self) {
        this.sessionConnection = sessionConnection;
        this.facts = facts;
        this.receipts = receipts;
        this.context = self;
    }

    @Override
    public FenceAttempt tryFence() {
        return sessionConnection.use(connection -> {
            if (!tryLock(connection)) {
                return new FenceAttempt.Held(
                        FenceQuery.holder(connection, facts.fenceKey()).orElse(GONE));
            }
            refuseWhereNotHeld(connection);
            receipts.tables().check(connection, TableCheck.Use.WRITING);
            return new FenceAttempt.Taken(new PostgresFence(sessionConnection, facts, receipts, context));
        });
    }

    @Override
    public boolean evict(FenceHolder holder, Collection<String> sessions) {
        Object[] names =
                sessions.stream().map(Identity.APPLICATION_PREFIX::concat).toArray();
        return terminateBackend(MAY_TERMINATE, holder.pid(), names);
    }

    @Override
    public boolean terminate(FenceHolder holder) {
        return terminateBackend("", holder.pid(), holder.applicationName());
    }

    private boolean terminateBackend(String condition, int pid, Object... applicationNames) {
        String sql = "select pg_catalog.pg_terminate_backend(a.pid) from pg_catalog.pg_stat_activity a"
                + " where a.pid operator(pg_catalog.=) ?::integer"
                + " and coalesce(a.application_name, '') operator(pg_catalog.=) any (?::pg_catalog.text[])"
                + " and exists (select 1 from pg_catalog.pg_locks l where l.pid operator(pg_catalog.=) a.pid and "
                + facts.fenceKey().condition() + ")" + condition;
        return sessionConnection.use(connection -> context.role().asLogin(connection, login -> {
            try (PreparedStatement statement = login.prepareStatement(sql)) {
                statement.setInt(1, pid);
                statement.setArray(2, login.createArrayOf("text", applicationNames));
                try (ResultSet rows = statement.executeQuery()) {
                    return rows.next() && rows.getBoolean(1);
                }
            }
        }));
    }

    @Override
    public void abort() {
        sessionConnection.abort();
    }

    @Override
    public void close() {
        context.watchdog().end();
        sessionConnection.close();
    }

    private boolean tryLock(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("select " + facts.fenceKey().take())) {
            rows.next();
            return rows.getBoolean(1);
        }
    }

    /** Checked in a separate transaction: a pooler may use another backend, and some engines ignore advisory locks. */
    private void refuseWhereNotHeld(Connection connection) throws SQLException {
        String sql = "select pg_catalog.pg_backend_pid(), " + facts.fenceKey().isHeldHere();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            if (rows.getInt(1) != facts.backendPid()) {
                throw ConnectionErrors.pooler(sessionConnection.address());
            }
            if (!rows.getBoolean(2)) {
                throw ConnectionErrors.locks(sessionConnection.address(), facts.version());
            }
        }
    }
}
