package io.initmigrator.postgres;

import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;

/** What a SQLSTATE means for the one who waits, or whose session it was. */
final class SqlStates {

    static final String UNDEFINED_TABLE = "42P01";
    static final String UNDEFINED_COLUMN = "42703";
    static final String INSUFFICIENT_PRIVILEGE = "42501";
    static final String READ_ONLY_TRANSACTION = "25006";
    static final String INVALID_SCHEMA = "3F000";
    static final String NO_ANSWER = "08001";
    static final String GIVEN_UP = "08003";

    private static final String REJECTED = "08004";
    private static final String CONNECTION = "08";
    private static final String RESOURCES = "53";
    private static final String OPERATOR = "57P";
    private static final String SYSTEM = "58";

    /** Sent by a backend that ends: shutdown, crash, idle timeouts, a dropped database. */
    private static final Set<String> BACKEND_ENDS =
            Set.of("57P01", "57P02", "57P03", "57P04", "57P05", "25P03", "25P04");

    private SqlStates() {}

    /** Whether a table or its schema isn't there. */
    static boolean isUndefined(SQLException exception) {
        return of(exception).equals(UNDEFINED_TABLE) || of(exception).equals(INVALID_SCHEMA);
    }

    /** Whether this role, or this session, may not write. */
    static boolean isWriteRefused(SQLException exception) {
        return of(exception).equals(INSUFFICIENT_PRIVILEGE) || of(exception).equals(READ_ONLY_TRANSACTION);
    }

    /** Whether the session was over with this. */
    static boolean isSessionLost(SQLException exception) {
        String state = of(exception);
        return state.startsWith(CONNECTION) || BACKEND_ENDS.contains(state);
    }

    /** Whether a failed attempt to connect may succeed when it is made again a little later. */
    static boolean mayPass(SQLException exception) {
        if (isCertificateRefused(exception)
                || isOfOurTls(exception)
                || hasCause(exception, ReflectiveOperationException.class)) {
            return false;
        }
        String state = of(exception);
        return !state.equals(REJECTED)
                && (state.startsWith(CONNECTION)
                        || state.startsWith(RESOURCES)
                        || state.startsWith(OPERATOR)
                        || state.startsWith(SYSTEM));
    }

    /** Whether nothing was heard at all, not even a refusal. */
    static boolean isSilence(SQLException exception) {
        return hasCause(exception, SocketTimeoutException.class) || hasCause(exception, NoRouteToHostException.class);
    }

    static boolean isCertificateRefused(SQLException exception) {
        return hasCause(exception, CertificateException.class)
                || hasCause(exception, CertPathValidatorException.class)
                || isHostnameRefused(exception);
    }

    /** Whether it is about the TLS files that the driver reads here. It has the SQLSTATE of a lost connection, and no type. */
    static boolean isOfOurTls(SQLException exception) {
        for (@Nullable Throwable cause = exception; cause != null; cause = cause.getCause()) {
            StackTraceElement[] trace = cause.getStackTrace();
            if (cause instanceof PSQLException && trace.length > 0 && isReaderOfTls(trace[0].getClassName())) {
                return true;
            }
        }
        return false;
    }

    /** The handshake itself may fail for other reasons. */
    private static boolean isReaderOfTls(String className) {
        return className.startsWith("org.postgresql.ssl.") && !className.equals("org.postgresql.ssl.MakeSSL");
    }

    static String of(SQLException exception) {
        String state = exception.getSQLState();
        return state == null ? "" : state;
    }

    /** The driver has no SQLSTATE of its own for it. */
    private static boolean isHostnameRefused(SQLException exception) {
        String message = exception.getMessage();
        return message != null && message.contains("could not be verified by hostnameverifier");
    }

    private static boolean hasCause(Throwable exception, Class<? extends Throwable> type) {
        for (@Nullable Throwable cause = exception; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }
}
