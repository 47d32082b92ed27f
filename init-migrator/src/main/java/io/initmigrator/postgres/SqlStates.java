package io.initmigrator.postgres;

import io.initmigrator.schema.SqlState;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;

/** Classifies SQLSTATEs: transient, permanent, or end of the session. */
final class SqlStates {

    private SqlStates() {}

    /** True if a table or its schema does not exist. */
    static boolean isUndefined(SQLException exception) {
        return of(exception).equals(SqlState.UNDEFINED_TABLE) || of(exception).equals(SqlState.INVALID_SCHEMA_NAME);
    }

    /** True if this role or session may not write. */
    static boolean isWriteRefused(SQLException exception) {
        return of(exception).equals(SqlState.INSUFFICIENT_PRIVILEGE)
                || of(exception).equals(SqlState.READ_ONLY_SQL_TRANSACTION);
    }

    /** True if this error ended the session. */
    static boolean isSessionLost(SQLException exception) {
        return SqlState.isSessionLost(of(exception));
    }

    /** True if a retry of a failed connection attempt may succeed. */
    static boolean mayPass(SQLException exception) {
        if (isCertificateRefused(exception)
                || isOfOurTls(exception)
                || hasCause(exception, ReflectiveOperationException.class)) {
            return false;
        }
        String state = of(exception);
        return !state.equals(SqlState.CONNECTION_REJECTED)
                && (state.startsWith(SqlState.CLASS_CONNECTION_EXCEPTION)
                        || state.startsWith(SqlState.CLASS_INSUFFICIENT_RESOURCES)
                        || state.startsWith(SqlState.OPERATOR_INTERVENTION)
                        || state.startsWith(SqlState.CLASS_SYSTEM_ERROR));
    }

    /** True if there was no response at all, not even a refusal. */
    static boolean isSilence(SQLException exception) {
        return hasCause(exception, SocketTimeoutException.class) || hasCause(exception, NoRouteToHostException.class);
    }

    static boolean isCertificateRefused(SQLException exception) {
        return hasCause(exception, CertificateException.class)
                || hasCause(exception, CertPathValidatorException.class)
                || isHostnameRefused(exception);
    }

    /** True for errors of local TLS files, which have the SQLSTATE of a lost connection and no own type. */
    static boolean isOfOurTls(SQLException exception) {
        for (@Nullable Throwable cause = exception; cause != null; cause = cause.getCause()) {
            StackTraceElement[] trace = cause.getStackTrace();
            if (cause instanceof PSQLException && trace.length > 0 && isReaderOfTls(trace[0].getClassName())) {
                return true;
            }
        }
        return false;
    }

    /** Excludes the handshake, which may fail for other reasons. */
    private static boolean isReaderOfTls(String className) {
        return className.startsWith("org.postgresql.ssl.") && !className.equals("org.postgresql.ssl.MakeSSL");
    }

    static String of(SQLException exception) {
        String state = exception.getSQLState();
        return state == null ? "" : state;
    }

    /** The driver has no specific SQLSTATE for it. */
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
