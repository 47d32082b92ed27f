package io.initmigrator.postgres;

import io.initmigrator.coordination.FenceAddress;
import io.initmigrator.coordination.FenceHolder;
import io.initmigrator.coordination.Reading;
import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.Look;
import io.initmigrator.schema.SchemaVersion;
import java.util.Optional;
import javax.sql.DataSource;

/** What one session can read. */
public abstract sealed class PostgresReading implements Reading permits PostgresFence, PostgresReadingSession {

    private final Line line;
    private final SessionFacts facts;
    private final Receipts receipts;

    PostgresReading(Line line, SessionFacts facts, Receipts receipts) {
        this.line = line;
        this.facts = facts;
        this.receipts = receipts;
    }

    @Override
    public final Look look(Bundle bundle) {
        return line.use(connection -> receipts.look(connection, bundle));
    }

    @Override
    public final Optional<SchemaVersion> recordedVersion() {
        return line.use(receipts::recordedVersion);
    }

    @Override
    public final Optional<FenceHolder> fenceHolder() {
        return line.use(connection -> FenceQuery.holder(connection, facts.fenceKey()));
    }

    @Override
    public final FenceAddress fenceAddress() {
        return new FenceAddress(facts.fenceKey().value(), facts.fenceKey().holderQuery());
    }

    /**
     * The connection of this session, for whoever must reach the database by no other way. Every connection that it gives is
     * that one; closing it does nothing. Once the session was given up, none is given any more
     * ({@link io.initmigrator.coordination.SessionLostException}), and of one that was given every call fails and
     * {@link java.sql.Connection#isClosed} is true.
     */
    public final DataSource dataSource() {
        return new FencedDataSource(line);
    }

    final Line line() {
        return line;
    }

    final SessionFacts facts() {
        return facts;
    }

    final Receipts receipts() {
        return receipts;
    }
}
