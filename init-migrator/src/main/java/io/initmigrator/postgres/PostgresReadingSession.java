package io.initmigrator.postgres;

import io.initmigrator.coordination.InterruptedScript;
import io.initmigrator.coordination.ReadingSession;
import java.util.Optional;

/** A connection on which PostgreSQL itself refuses to write. */
final class PostgresReadingSession extends PostgresReading implements ReadingSession {

    PostgresReadingSession(Line line, SessionFacts facts, Receipts receipts) {
        super(line, facts, receipts);
    }

    @Override
    public Optional<InterruptedScript> interrupted() {
        PostgresJournal journal = new PostgresJournal(
                line(), receipts().tables(), TableCheck.Use.READING, facts().schema(), "");
        return journal.isReadable() ? journal.interrupted() : Optional.empty();
    }

    @Override
    public void close() {
        line().close();
    }
}
