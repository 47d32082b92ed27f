package io.initmigrator.postgres;

import io.initmigrator.core.UnreachableException;
import io.initmigrator.schema.MissingPrivilege;
import io.initmigrator.schema.Problem;
import io.initmigrator.schema.SqlState;
import java.sql.SQLException;

/** Maps a rejected connection to an exception with the server's message and a fix. */
final class ConnectionErrors {

    private ConnectionErrors() {}

    static UnreachableException of(String address, SQLException exception) {
        return new UnreachableException(refused(address, ServerMessages.of(exception), remedy(exception)), exception);
    }

    static UnreachableException replica(String address) {
        return new UnreachableException(refused(
                address,
                "it is a replica (pg_is_in_recovery), where nothing can be migrated",
                "connect to the primary, such as with targetServerType=primary in the URL"));
    }

    static UnreachableException engine(String address, String version) {
        return new UnreachableException(refused(
                address,
                "it is not PostgreSQL but \"" + version + "\", whose advisory locks cannot keep two migrations apart",
                "use PostgreSQL"));
    }

    static UnreachableException old(String address, String version) {
        return new UnreachableException(refused(
                address,
                '"' + version + "\" lacks pg_stat_progress_create_index, without which an index that is being built"
                        + " looks like one that was left invalid",
                "upgrade to PostgreSQL 13 or newer"));
    }

    static UnreachableException pooler(String address) {
        return new UnreachableException(refused(
                address,
                "a pooler between here and PostgreSQL does not keep the session, because the backend changes between"
                        + " transactions",
                "connect to PostgreSQL directly" + PoolerAddress.directOf(address)
                        + " or through a pool in session mode"));
    }

    static UnreachableException locks(String address, String version) {
        return new UnreachableException(refused(
                address,
                "an advisory lock that it granted is missing from pg_locks (\"" + version
                        + "\"), so that two migrations could run at once",
                "connect to PostgreSQL directly"));
    }

    static UnreachableException table(String address, String name, String flaw, String role) {
        return new UnreachableException(refused(
                address,
                name + " " + flaw + ", so that using it could run another role's functions as " + role,
                "find out who created it; after a change of the migrating role set MIGRATOR_SET_ROLE to its owner, otherwise drop it or change its owner to "
                        + role + " (alter table " + name + " owner to " + role + "), without triggers and rules"));
    }

    private static Problem refused(String address, String cause, String remedy) {
        return new Problem(address + " refused: " + cause, remedy);
    }

    private static String remedy(SQLException exception) {
        if (SqlStates.isOfOurTls(exception)) {
            return "check the files that sslrootcert, sslcert and sslkey name, and that others may not read the key (mode"
                    + " 0600, or 0640 where root owns it)";
        }
        if (SqlStates.isCertificateRefused(exception)) {
            return "check sslmode, sslrootcert and the host name against the server's certificate";
        }
        return switch (SqlStates.of(exception)) {
            case SqlState.INVALID_PASSWORD -> "check the user and its password";
            case SqlState.INVALID_PARAMETER_VALUE -> "check MIGRATOR_SET_ROLE and the other session settings";
            case SqlState.INVALID_AUTHORIZATION ->
                "check that the role exists and that pg_hba.conf admits it from this address";
            case SqlState.INVALID_CATALOG_NAME -> "check the name of the database in the URL, or create it";
            case SqlState.INSUFFICIENT_PRIVILEGE ->
                MissingPrivilege.remedy(ServerMessages.of(exception), "", "this role");
            case SqlState.CONNECTION_REJECTED ->
                ServerMessages.of(exception).contains("no password was provided")
                        ? "set FLYWAY_PASSWORD or FLYWAY_PASSWORD_FILE, or check why that file is empty"
                        : "check the user, its password and sslmode";
            default -> "SQLSTATE " + SqlStates.of(exception);
        };
    }
}
