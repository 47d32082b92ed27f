package io.initmigrator.postgres;

import io.initmigrator.coordination.ReadingSession;

/** A connection on which PostgreSQL itself refuses to write. */
final class PostgresReadingSession extends PostgresReading implements ReadingSession {

    PostgresReadingSession(Line line, SessionFacts facts, Receipts receipts) {
        super(line, facts, receipts);
    }

    @Override
    public void close() {
        line().close();
    }
}
