package io.initmigrator.schema;

import java.util.Set;

/** The SQLSTATEs of PostgreSQL and of its driver that have a meaning here, by the names of PostgreSQL's documentation. */
public final class SqlState {

    public static final String UNABLE_TO_CONNECT = "08001";
    public static final String CONNECTION_DOES_NOT_EXIST = "08003";
    public static final String CONNECTION_REJECTED = "08004";
    public static final String ACTIVE_SQL_TRANSACTION = "25001";
    public static final String READ_ONLY_SQL_TRANSACTION = "25006";
    public static final String INVALID_TRANSACTION_TERMINATION = "2D000";
    public static final String DIVISION_BY_ZERO = "22012";
    public static final String UNIQUE_VIOLATION = "23505";
    public static final String INVALID_PARAMETER_VALUE = "22023";
    public static final String INVALID_AUTHORIZATION = "28000";
    public static final String INVALID_PASSWORD = "28P01";
    public static final String INVALID_CATALOG_NAME = "3D000";
    public static final String INVALID_SCHEMA_NAME = "3F000";
    public static final String INSUFFICIENT_PRIVILEGE = "42501";
    public static final String UNDEFINED_TABLE = "42P01";
    public static final String UNDEFINED_COLUMN = "42703";
    public static final String DUPLICATE_TABLE = "42P07";
    public static final String DUPLICATE_OBJECT = "42710";
    public static final String SERIALIZATION_FAILURE = "40001";
    public static final String DEADLOCK_DETECTED = "40P01";
    public static final String DISK_FULL = "53100";
    public static final String OBJECT_IN_USE = "55006";
    public static final String LOCK_NOT_AVAILABLE = "55P03";
    public static final String QUERY_CANCELED = "57014";

    public static final String CLASS_CONNECTION_EXCEPTION = "08";
    public static final String CLASS_INTEGRITY_CONSTRAINT_VIOLATION = "23";
    public static final String CLASS_INSUFFICIENT_RESOURCES = "53";
    public static final String CLASS_SYSTEM_ERROR = "58";

    /** Shutdown, crash and start-up; the rest of class 57 is about one statement. */
    public static final String OPERATOR_INTERVENTION = "57P";

    /** Sent by a backend that ends: shutdown, crash, idle timeouts, a dropped database. */
    private static final Set<String> BACKEND_ENDS =
            Set.of("57P01", "57P02", "57P03", "57P04", "57P05", "25P03", "25P04");

    private SqlState() {}

    /** Returns whether the session has ended, or the connection is broken. */
    public static boolean isSessionLost(String state) {
        return state.startsWith(CLASS_CONNECTION_EXCEPTION) || BACKEND_ENDS.contains(state);
    }
}
