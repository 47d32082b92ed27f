package io.initmigrator.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Facts about the server of a session.
 *
 * @param version the server's full version string
 * @param replica true if it is in recovery
 * @param backendPid pid of the backend
 * @param serverStart start time of the server, which identifies it
 * @param schema schema of the history
 * @param fenceKey the key of the fence that guards the history table
 */
record ServerInfo(
        String version, boolean replica, int backendPid, String serverStart, String schema, AdvisoryLockKey fenceKey) {

    static final String SERVER_START = "extract(epoch from pg_catalog.pg_postmaster_start_time())::pg_catalog.text";

    private static final String QUESTION = "select pg_catalog.version(), pg_catalog.pg_is_in_recovery(),"
            + " pg_catalog.pg_backend_pid(), " + SERVER_START
            + ", coalesce(pg_catalog.current_schema()::pg_catalog.text, 'public')";

    private static final Logger LOG = LoggerFactory.getLogger(ServerInfo.class);

    private static final Pattern MAJOR = Pattern.compile("PostgreSQL (\\d{1,4})");
    private static final int OLDEST_SUPPORTED = 13;

    /** With {@code pg_stat_progress_create_index}. */
    private static final int OLDEST_USABLE = 12;

    static ServerInfo ask(Connection connection, HistoryTable history) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(QUESTION)) {
            rows.next();
            String schema = history.schema().orElse(rows.getString(5));
            return new ServerInfo(
                    rows.getString(1),
                    rows.getBoolean(2),
                    rows.getInt(3),
                    rows.getString(4),
                    schema,
                    AdvisoryLockKey.of(schema, history.table()));
        }
    }

    void refuseUnfit(String address) {
        if (!version.startsWith("PostgreSQL ")) {
            throw ConnectionErrors.engine(address, version);
        }
        if (replica) {
            throw ConnectionErrors.replica(address);
        }
        if (major() < OLDEST_USABLE) {
            throw ConnectionErrors.old(address, version);
        }
    }

    /** The version before the oldest supported one works, but is not maintained by the PostgreSQL project. */
    void warnWhereUnsupported() {
        if (major() < OLDEST_SUPPORTED) {
            LOG.atWarn()
                    .addKeyValue("version", version)
                    .addKeyValue("oldest", OLDEST_SUPPORTED)
                    .addKeyValue(
                            "lacks",
                            "client_connection_check_interval, so that a statement runs on when its client has died;"
                                    + " idle_session_timeout; fixes by the PostgreSQL project")
                    .log("Unsupported PostgreSQL version");
        }
    }

    private int major() {
        Matcher number = MAJOR.matcher(version);
        return number.lookingAt() ? Integer.parseInt(number.group(1)) : 0;
    }
}
