package io.initmigrator.coordination;

/** A database session that only reads, and never takes the fence. */
public interface ReadingSession extends Reading, AutoCloseable {

    /** Never throws. */
    @Override
    void close();
}
