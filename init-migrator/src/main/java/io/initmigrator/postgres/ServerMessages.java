package io.initmigrator.postgres;

import io.initmigrator.schema.BoundedText;
import java.net.UnknownHostException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Formats the message of the server, or of the driver, on one line. */
final class ServerMessages {

    /** Characters; outputs show fewer, after secrets are masked. */
    private static final int MAX_LENGTH = 100_000;

    private ServerMessages() {}

    /**
     * Returns an exception with the beginning of the message if that is huge: PostgreSQL does not limit messages, and each exception
     * and text made of it would keep a copy.
     */
    static SQLException bounded(SQLException exception) {
        String message = exception.getMessage();
        if (message == null || message.length() <= MAX_LENGTH) {
            return exception;
        }
        SQLException bounded = new SQLException(
                BoundedText.of(message, MAX_LENGTH), exception.getSQLState(), exception.getErrorCode());
        bounded.setStackTrace(exception.getStackTrace());
        return bounded;
    }

    static String of(SQLException exception) {
        String text = exception instanceof PSQLException thrown ? fromServer(thrown.getServerErrorMessage()) : "";
        if (text.isEmpty()) {
            text = exception.getMessage() + causeOf(exception);
        }
        return BoundedText.of(text, MAX_LENGTH).replaceAll("\\s+", " ").strip();
    }

    private static String fromServer(@Nullable ServerErrorMessage message) {
        if (message == null || message.getMessage() == null) {
            return "";
        }
        String detail = message.getDetail();
        return message.getSeverity() + ": " + message.getMessage() + (detail == null ? "" : " (" + detail + ")");
    }

    /** The innermost cause: the driver's own message is often generic. */
    private static String causeOf(SQLException exception) {
        Throwable innermost = exception;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        if (exception.getCause() == null || innermost.getMessage() == null) {
            return "";
        }
        return innermost instanceof UnknownHostException
                ? " (no address is known for " + innermost.getMessage() + ")"
                : " (" + innermost.getMessage() + ")";
    }
}
