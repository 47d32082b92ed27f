package io.initmigrator.postgres;

import io.initmigrator.core.Identity;
import io.initmigrator.fence.Database;
import io.initmigrator.fence.ReadOnlySession;
import io.initmigrator.fence.Session;
import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.SchemaSnapshot;
import io.initmigrator.time.Time;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** PostgreSQL through its JDBC driver. Opens one connection per query or session. */
public final class PostgresDatabase implements Database {

    private final PostgresSettings settings;
    private final ConnectionFactory connector;
    private final String address;
    private final Receipts receipts;
    private final ConnectRetry retry;
    private final SessionRole role;
    private final Time time;

    /** For a role that migrates: refuses tables of init-migrator that it does not own. */
    public PostgresDatabase(PostgresSettings settings, Time time, RandomGenerator random) {
        this(settings, time, random, TableCheck.Use.WRITING, false);
    }

    /** For a role that only reads: tables of init-migrator may belong to the owner of the history. */
    public static PostgresDatabase ofReader(PostgresSettings settings, Time time, RandomGenerator random) {
        return new PostgresDatabase(settings, time, random, TableCheck.Use.READING, false);
    }

    /** For a role that migrates, where snapshots count the deferred scripts. */
    public static PostgresDatabase countingDeferred(PostgresSettings settings, Time time, RandomGenerator random) {
        return new PostgresDatabase(settings, time, random, TableCheck.Use.WRITING, true);
    }

    private PostgresDatabase(
            PostgresSettings settings, Time time, RandomGenerator random, TableCheck.Use use, boolean counting) {
        this.settings = settings;
        this.connector = new ConnectionFactory(settings);
        this.address = connector.address();
        this.role = new SessionRole(settings.setRole());
        this.receipts = new Receipts(settings.history(), address, use, settings.revision(), counting);
        this.time = time;
        this.retry = new ConnectRetry(
                settings.databaseTimeout(), address, settings.inPod() && connector.isLoopback(), time, random);
    }

    @Override
    public SchemaSnapshot readSnapshot(Bundle bundle) throws InterruptedException {
        return retry.call(() -> ask(bundle), snapshot -> {});
    }

    @Override
    public boolean enrol(Bundle bundle) throws InterruptedException {
        return retry.call(() -> write(bundle), enrolled -> {});
    }

    @Override
    public ReadOnlySession read() throws InterruptedException {
        return retry.call(() -> openSession(connector.connectBriefly(), this::readOnlySession), ReadOnlySession::close);
    }

    @Override
    public Session open(String lease) throws InterruptedException {
        String name = Identity.session(settings.applicationName(), lease);
        return retry.call(
                () -> openSession(connector.connect(name), connection -> session(connection, name)), Session::close);
    }

    private SchemaSnapshot ask(Bundle bundle) throws SQLException {
        try (Connection connection = connector.connectBriefly()) {
            role.assume(connection);
            return receipts.readSnapshot(connection, bundle);
        }
    }

    private boolean write(Bundle bundle) throws SQLException {
        try (Connection connection = connector.connectBriefly()) {
            role.assume(connection);
            AdvisoryLockKey key = ServerInfo.ask(connection, settings.history()).fenceKey();
            return receipts.enrol(connection, bundle, key);
        }
    }

    /** Uses an open connection. */
    @FunctionalInterface
    private interface SessionCallback<T> {
        T of(Connection connection) throws SQLException;
    }

    private static <T> T openSession(Connection connection, SessionCallback<T> use) throws SQLException {
        try {
            return use.of(connection);
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private ReadOnlySession readOnlySession(Connection connection) throws SQLException {
        role.assume(connection);
        connection.setReadOnly(true);
        ServerInfo facts = ServerInfo.ask(connection, settings.history());
        receipts.tables().check(connection, TableCheck.Use.READING);
        return new PostgresReadOnlySession(
                new SessionConnection(connection, address), facts, receipts, schemas(facts), settings.appRole());
    }

    /** That of the history first. */
    private List<String> schemas(ServerInfo facts) {
        return Stream.concat(Stream.of(facts.schema()), settings.schemas().stream())
                .distinct()
                .toList();
    }

    private Session session(Connection connection, String name) throws SQLException {
        role.assume(connection);
        ServerInfo facts = ServerInfo.ask(connection, settings.history());
        facts.refuseUnfit(address);
        facts.warnWhereUnsupported();
        connector.warnOfExposedPassword();
        new PoolerCheck(connector, address).check(connection, facts);
        SessionParameters.set(connection, settings);
        SessionConnection sessionConnection = new SessionConnection(connection, address);
        return new PostgresSession(
                sessionConnection,
                facts,
                receipts,
                new PostgresSession.SessionContext(
                        name,
                        settings.timeouts(),
                        role,
                        schemas(facts),
                        settings.appRole(),
                        new SessionActivityMonitor(
                                connector, settings.timeouts().lock(), time),
                        SessionWatchdog.begin(connector, sessionConnection, facts, settings.databaseTimeout(), time)));
    }
}
