package io.initmigrator.support;

import java.io.IOException;
import java.sql.SQLException;

/** PostgreSQL and room for processes, for the tests of one class; ended also where the tests are interrupted. */
public final class TestBed implements AutoCloseable {

    private final Children children = new Children();
    private final PostgresServer postgres;

    private TestBed(PostgresServer postgres) {
        this.postgres = postgres;
    }

    public static TestBed open() throws IOException, SQLException {
        TestBed bed = new TestBed(PostgresServer.start());
        Runtime.getRuntime().addShutdownHook(new Thread(bed::endQuietly));
        return bed;
    }

    public Children children() {
        return children;
    }

    public PostgresServer postgres() {
        return postgres;
    }

    @Override
    public synchronized void close() throws IOException {
        children.close();
        postgres.close();
    }

    private void endQuietly() {
        try {
            close();
        } catch (IOException e) {
            System.err.println("Not everything could be ended: " + e);
        }
    }
}
