package io.initmigrator.postgres;

import io.initmigrator.fence.AppPrivileges;
import io.initmigrator.fence.AppRole;
import io.initmigrator.fence.FenceHolder;
import io.initmigrator.fence.FenceInfo;
import io.initmigrator.fence.SchemaReader;
import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.DeferredScripts;
import io.initmigrator.schema.SchemaSnapshot;
import io.initmigrator.schema.SchemaVersion;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Queries of one session. */
abstract sealed class PostgresSchemaReader implements SchemaReader permits PostgresFence, PostgresReadOnlySession {

    private final SessionConnection sessionConnection;
    private final ServerInfo facts;
    private final Receipts receipts;
    private final List<String> schemas;
    private final Optional<AppRole> appRole;

    /** @param schemas those that are migrated, unquoted */
    PostgresSchemaReader(
            SessionConnection sessionConnection,
            ServerInfo facts,
            Receipts receipts,
            List<String> schemas,
            Optional<AppRole> appRole) {
        this.sessionConnection = sessionConnection;
        this.facts = facts;
        this.receipts = receipts;
        this.schemas = schemas;
        this.appRole = appRole;
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
    public final DeferredScripts deferred() {
        return sessionConnection.use(receipts::deferred);
    }

    @Override
    public final Optional<Set<String>> startedRevisions(Bundle bundle) {
        return sessionConnection.use(connection -> receipts.startedRevisions(connection, bundle));
    }

    @Override
    public final Optional<FenceHolder> fenceHolder() {
        return sessionConnection.use(connection -> FenceQuery.holder(connection, facts.fenceKey()));
    }

    @Override
    public final FenceInfo fenceAddress() {
        return new FenceInfo(facts.fenceKey().value(), facts.fenceKey().holderQuery());
    }

    @Override
    public final Optional<AppPrivileges> appPrivileges() {
        return appRole.map(role ->
                new PostgresAppPrivileges(sessionConnection, role, receipts.history(), facts.schema(), schemas));
    }

    /**
     * Data source of this session's connection, for code that must not use another. It always returns that connection; closing
     * it has no effect. Once the session is aborted, it throws {@link io.initmigrator.fence.SessionLostException}, calls on the
     * connection fail, and {@link java.sql.Connection#isClosed} is true.
     */
    @Override
    public final <T> T unwrap(Class<T> type) {
        SingleConnectionDataSource source = new SingleConnectionDataSource(sessionConnection);
        if (!type.isInstance(source)) {
            throw new IllegalArgumentException(getClass().getSimpleName() + " does not wrap a " + type.getName());
        }
        return type.cast(source);
    }

    final SessionConnection line() {
        return sessionConnection;
    }

    final Fingerprints fingerprints() {
        return new Fingerprints(receipts.tables(), facts.schema(), schemas);
    }

    final ServerInfo facts() {
        return facts;
    }

    final Receipts receipts() {
        return receipts;
    }
}
