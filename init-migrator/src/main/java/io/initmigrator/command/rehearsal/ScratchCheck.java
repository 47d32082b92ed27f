package io.initmigrator.command.rehearsal;

import io.initmigrator.time.Deadline;
import io.initmigrator.time.Time;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;

/** Refuses a database that a rehearsal must not write. Reads only. */
final class ScratchCheck {

    private static final Duration SESSIONS_END_WITHIN = Duration.ofSeconds(3);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(100);

    private static final String RELATIONS = """
            select count(*) from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
            where n.nspname <> 'information_schema' and n.nspname not like 'pg\\_%'
              and not exists (select 1 from pg_catalog.pg_depend d where d.objid = c.oid and d.deptype = 'e')""";

    /** Of clients alone; workers of the server have no role. */
    private static final String SESSIONS = """
            select count(*) from pg_catalog.pg_stat_activity a where a.datname = pg_catalog.current_database()
              and a.usesysid is not null and a.pid <> pg_catalog.pg_backend_pid()""";

    private final DataSource source;
    private final Time time;

    ScratchCheck(DataSource source, Time time) {
        this.source = source;
        this.time = time;
    }

    DatabaseIdentity identity() {
        try {
            return DatabaseIdentity.read(source);
        } catch (SQLException e) {
            throw new RehearsalRefusedException(
                    "the identity of the scratch database cannot be read: " + e.getMessage(),
                    "GRANT EXECUTE ON FUNCTION pg_control_system() to the role of the rehearsal");
        }
    }

    /** Refuses the database that must not be written. */
    static void refuseMigrated(DatabaseIdentity database, DatabaseIdentity migrated) {
        if (database.isSame(migrated)) {
            throw new RehearsalRefusedException(
                    "the scratch database " + database.name()
                            + " is the migrated one, or a physical copy of it: both have" + " the system identifier "
                            + database.system() + " and the database oid " + database.oid(),
                    "name an empty database, or a copy made by pg_dump or CREATE DATABASE … TEMPLATE");
        }
    }

    /** Refuses one that holds anything. */
    void refuseRelations() {
        if (number(RELATIONS) > 0) {
            throw new RehearsalRefusedException(
                    "the scratch database holds relations and no schema history, so that it is neither empty nor a copy",
                    "name an empty database, or a copy of the migrated one");
        }
    }

    /** Refuses it while clients other than this session are connected. */
    void refuseUsed() throws InterruptedException {
        Deadline deadline = Deadline.after(SESSIONS_END_WITHIN, time);
        long sessions = number(SESSIONS);
        while (sessions > 0) {
            if (deadline.hasPassed()) {
                throw new RehearsalRefusedException(
                        "the scratch database is in use by " + sessions + " other sessions",
                        "name a copy that nobody uses, or end them");
            }
            time.sleep(POLL_INTERVAL);
            sessions = number(SESSIONS);
        }
    }

    private long number(String query) {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new RehearsalRefusedException(
                    "the scratch database cannot be examined: " + e.getMessage(),
                    "use a role that may read its catalogue");
        }
    }
}
