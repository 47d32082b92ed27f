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
    static boolean isUndefined(SQLException fault) {
        return of(fault).equals(UNDEFINED_TABLE) || of(fault).equals(INVALID_SCHEMA);
    }

    /** Whether this role, or this session, may not write. */
    static boolean isWriteRefused(SQLException fault) {
        return of(fault).equals(INSUFFICIENT_PRIVILEGE) || of(fault).equals(READ_ONLY_TRANSACTION);
    }

    /** Whether the session was over with this. */
    static boolean isSessionLost(SQLException fault) {
        String state = of(fault);
        return state.startsWith(CONNECTION) || BACKEND_ENDS.contains(state);
    }

    /** Whether a failed attempt to connect may succeed when it is made again a little later. */
    static boolean mayPass(SQLException fault) {
        if (isCertificateRefused(fault) || isOfOurTls(fault) || hasCause(fault, ReflectiveOperationException.class)) {
            return false;
        }
        String state = of(fault);
        return !state.equals(REJECTED)
                && (state.startsWith(CONNECTION)
                        || state.startsWith(RESOURCES)
                        || state.startsWith(OPERATOR)
                        || state.startsWith(SYSTEM));
    }

    /** Whether nothing was heard at all, not even a refusal. */
    static boolean isSilence(SQLException fault) {
        return hasCause(fault, SocketTimeoutException.class) || hasCause(fault, NoRouteToHostException.class);
    }

    static boolean isCertificateRefused(SQLException fault) {
        return hasCause(fault, CertificateException.class)
                || hasCause(fault, CertPathValidatorException.class)
                || isHostnameRefused(fault);
    }

    /** Whether it is about the TLS files that the driver reads here. It has the SQLSTATE of a lost connection, and no type. */
    static boolean isOfOurTls(SQLException fault) {
        for (@Nullable Throwable cause = fault; cause != null; cause = cause.getCause()) {
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

    static String of(SQLException fault) {
        String state = fault.getSQLState();
        return state == null ? "" : state;
    }

    /** The driver has no SQLSTATE of its own for it. */
    private static boolean isHostnameRefused(SQLException fault) {
        String message = fault.getMessage();
        return message != null && message.contains("could not be verified by hostnameverifier");
    }

    private static boolean hasCause(Throwable fault, Class<? extends Throwable> type) {
        for (@Nullable Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }
}
