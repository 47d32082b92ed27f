package io.initmigrator.postgres;

import io.initmigrator.coordination.Database;
import io.initmigrator.coordination.Identity;
import io.initmigrator.coordination.ReadingSession;
import io.initmigrator.coordination.Session;
import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.Look;
import io.initmigrator.wait.Time;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.random.RandomGenerator;

/** PostgreSQL through its JDBC driver. Opens a connection for each question, and one for each session. */
public final class PostgresDatabase implements Database {

    private final PostgresSettings settings;
    private final Connector connector;
    private final String address;
    private final Receipts receipts;
    private final Patience patience;
    private final SessionRole role;
    private final Time time;

    /** For a role that migrates: tables of ours that it does not own are refused. */
    public PostgresDatabase(PostgresSettings settings, Time time, RandomGenerator random) {
        this(settings, time, random, TableCheck.Use.WRITING);
    }

    /** For a role that only reads: tables of ours may be those of whoever owns the history. */
    public static PostgresDatabase ofReader(PostgresSettings settings, Time time, RandomGenerator random) {
        return new PostgresDatabase(settings, time, random, TableCheck.Use.READING);
    }

    private PostgresDatabase(PostgresSettings settings, Time time, RandomGenerator random, TableCheck.Use use) {
        this.settings = settings;
        this.connector = new Connector(settings);
        this.address = connector.address();
        this.role = new SessionRole(settings.setRole());
        this.receipts = new Receipts(settings.history(), address, use, settings.revision());
        this.time = time;
        this.patience = new Patience(settings.databaseTimeout(), address, time, random);
    }

    @Override
    public Look look(Bundle bundle) throws InterruptedException {
        return patience.call(() -> ask(bundle), look -> {});
    }

    @Override
    public boolean enrol(Bundle bundle) throws InterruptedException {
        return patience.call(() -> write(bundle), enrolled -> {});
    }

    @Override
    public ReadingSession read() throws InterruptedException {
        return patience.call(
                () -> openSession(connector.connectBriefly(), this::readingSession), ReadingSession::close);
    }

    @Override
    public Session open(String lease) throws InterruptedException {
        String name = Identity.session(settings.applicationName(), lease);
        return patience.call(() -> openSession(connector.connect(name), this::session), Session::close);
    }

    private Look ask(Bundle bundle) throws SQLException {
        try (Connection connection = connector.connectBriefly()) {
            role.assume(connection);
            return receipts.look(connection, bundle);
        }
    }

    private boolean write(Bundle bundle) throws SQLException {
        try (Connection connection = connector.connectBriefly()) {
            role.assume(connection);
            FenceKey key = SessionFacts.ask(connection, settings.history()).fenceKey();
            return receipts.enrol(connection, bundle, key);
        }
    }

    /** What becomes of an open connection. */
    @FunctionalInterface
    private interface Use<T> {
        T of(Connection connection) throws SQLException;
    }

    private static <T> T openSession(Connection connection, Use<T> use) throws SQLException {
        try {
            return use.of(connection);
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private ReadingSession readingSession(Connection connection) throws SQLException {
        role.assume(connection);
        connection.setReadOnly(true);
        SessionFacts facts = SessionFacts.ask(connection, settings.history());
        receipts.tables().check(connection, TableCheck.Use.READING);
        return new PostgresReadingSession(new Line(connection, address), facts, receipts);
    }

    private Session session(Connection connection) throws SQLException {
        role.assume(connection);
        SessionFacts facts = SessionFacts.ask(connection, settings.history());
        facts.refuseUnfit(address);
        facts.warnWhereUnsupported();
        connector.warnOfExposedPassword();
        new PoolerCheck(connector, address).check(connection, facts);
        SessionParameters.set(connection, settings);
        Line line = new Line(connection, address);
        return new PostgresSession(
                line,
                facts,
                receipts,
                new PostgresSession.Self(
                        settings.applicationName(),
                        role,
                        new Onlooker(connector, settings.lockTimeout(), time),
                        Lifeline.begin(connector, line, facts, settings.databaseTimeout(), time)));
    }
}
