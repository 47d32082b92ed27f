package io.initmigrator.postgres;

import io.initmigrator.fence.FenceHolder;
import io.initmigrator.fence.FenceInfo;
import io.initmigrator.fence.SchemaReader;
import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.SchemaSnapshot;
import io.initmigrator.schema.SchemaVersion;
import java.util.Optional;
import javax.sql.DataSource;

/** What one session can read. */
public abstract sealed class PostgresSchemaReader implements SchemaReader
        permits PostgresFence, PostgresReadOnlySession {

    private final SessionConnection sessionConnection;
    private final ServerInfo facts;
    private final Receipts receipts;

    PostgresSchemaReader(SessionConnection sessionConnection, ServerInfo facts, Receipts receipts) {
        this.sessionConnection = sessionConnection;
        this.facts = facts;
        this.receipts = receipts;
    }

    @Override
    public final SchemaSnapshot readSnapshot(Bundle bundle) {
        return sessionConnection.use(connection -> receipts.readSnapshot(connection, bundle));
    }

    @Override
    public final Optional<SchemaVersion> recordedVersion() {
        return sessionConnection.use(receipts::recordedVersion);
    }

    @Override
    public final Optional<FenceHolder> fenceHolder() {
        return sessionConnection.use(connection -> FenceQuery.holder(connection, facts.fenceKey()));
    }

    @Override
    public final FenceInfo fenceAddress() {
        return new FenceInfo(facts.fenceKey().value(), facts.fenceKey().holderQuery());
    }

    /**
     * The connection of this session, for whoever must reach the database by no other way. Every connection that it gives is
     * that one; closing it does nothing. Once the session was given up, none is given any more
     * ({@link io.initmigrator.fence.SessionLostException}), and of one that was given every call fails and
     * {@link java.sql.Connection#isClosed} is true.
     */
    public final DataSource dataSource() {
        return new SingleConnectionDataSource(sessionConnection);
    }

    final SessionConnection line() {
        return sessionConnection;
    }

    final ServerInfo facts() {
        return facts;
    }

    final Receipts receipts() {
        return receipts;
    }
}
