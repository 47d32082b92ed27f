package io.initmigrator.postgres;

import io.initmigrator.fence.AppRole;
import io.initmigrator.fence.InterruptedScript;
import io.initmigrator.fence.ReadOnlySession;
import io.initmigrator.fence.ScriptTimeouts;
import io.initmigrator.schema.SchemaDrift;
import java.util.List;
import java.util.Optional;

/** A connection in read-only mode. */
final class PostgresReadOnlySession extends PostgresSchemaReader implements ReadOnlySession {

    PostgresReadOnlySession(
            SessionConnection sessionConnection,
            ServerInfo facts,
            Receipts receipts,
            List<String> schemas,
            Optional<AppRole> appRole) {
        super(sessionConnection, facts, receipts, schemas, appRole);
    }

    @Override
    public Optional<InterruptedScript> interrupted() {
        PostgresJournal journal = journal();
        return journal.isReadable() ? journal.interrupted() : Optional.empty();
    }

    @Override
    public boolean canReadReceipts() {
        return line().use(receipts()::areReadable);
    }

    @Override
    public List<String> invalidIndexes() {
        return journal().invalidIndexes();
    }

    private PostgresJournal journal() {
        return new PostgresJournal(
                line(), receipts().tables(), TableCheck.Use.READING, facts().schema(), "", ScriptTimeouts.NONE);
    }

    @Override
    public SchemaDrift drift() {
        return line().use(fingerprints()::drift);
    }

    @Override
    public void abort() {
        line().abort();
    }

    @Override
    public void close() {
        line().close();
    }
}
