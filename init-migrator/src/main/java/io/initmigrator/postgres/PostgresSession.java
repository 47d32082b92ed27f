package io.initmigrator.postgres;

import io.initmigrator.coordination.FenceAttempt;
import io.initmigrator.coordination.FenceHolder;
import io.initmigrator.coordination.Identity;
import io.initmigrator.coordination.Session;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.Optional;

/** One connection, kept until it is closed or given up. */
final class PostgresSession implements Session {

    private static final FenceHolder GONE = new FenceHolder(0, "", "gone already", Optional.empty());

    /** As {@code pg_terminate_backend} has it, which is an error otherwise. */
    private static final String MAY_TERMINATE = " and pg_catalog.pg_has_role(a.usesysid, 'USAGE'::pg_catalog.text)";

    private final Line line;
    private final SessionFacts facts;
    private final Receipts receipts;
    private final Self self;

    /** Under which name, as whom, seen by whom, and held by what. */
    record Self(String applicationName, SessionRole role, Onlooker onlooker, Lifeline lifeline) {}

    PostgresSession(Line line, SessionFacts facts, Receipts receipts, Self self) {
        this.line = line;
        this.facts = facts;
        this.receipts = receipts;
        this.self = self;
    }

    @Override
    public FenceAttempt tryFence() {
        return line.use(connection -> {
            if (!tryLock(connection)) {
                return new FenceAttempt.Held(
                        FenceQuery.holder(connection, facts.fenceKey()).orElse(GONE));
            }
            refuseWhereNotHeld(connection);
            receipts.tables().check(connection, TableCheck.Use.WRITING);
            return new FenceAttempt.Taken(
                    new PostgresFence(line, facts, receipts, self.applicationName(), self.onlooker()));
        });
    }

    @Override
    public boolean evict(FenceHolder holder, Collection<String> sessions) {
        Object[] names =
                sessions.stream().map(Identity.APPLICATION_PREFIX::concat).toArray();
        return terminate(MAY_TERMINATE, holder.pid(), names);
    }

    @Override
    public boolean end(FenceHolder holder) {
        return terminate("", holder.pid(), holder.applicationName());
    }

    private boolean terminate(String condition, int pid, Object... applicationNames) {
        String sql = "select pg_catalog.pg_terminate_backend(a.pid) from pg_catalog.pg_stat_activity a"
                + " where a.pid operator(pg_catalog.=) ?::integer"
                + " and coalesce(a.application_name, '') operator(pg_catalog.=) any (?::pg_catalog.text[])"
                + " and exists (select 1 from pg_catalog.pg_locks l where l.pid operator(pg_catalog.=) a.pid and "
                + facts.fenceKey().condition() + ")" + condition;
        return line.use(connection -> self.role().asLogin(connection, login -> {
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
        line.cut();
    }

    @Override
    public void close() {
        self.lifeline().end();
        line.close();
    }

    private boolean tryLock(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("select " + facts.fenceKey().take())) {
            rows.next();
            return rows.getBoolean(1);
        }
    }

    /** In a transaction of its own: through a pooler it would be another backend's, and some engines only pretend. */
    private void refuseWhereNotHeld(Connection connection) throws SQLException {
        String sql = "select pg_catalog.pg_backend_pid(), " + facts.fenceKey().isHeldHere();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            if (rows.getInt(1) != facts.backendPid()) {
                throw Refusal.pooler(line.address());
            }
            if (!rows.getBoolean(2)) {
                throw Refusal.locks(line.address(), facts.version());
            }
        }
    }
}
