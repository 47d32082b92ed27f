package io.initmigrator.postgres;

import java.net.UnknownHostException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Formats the message of the server, or of the driver, on one line. */
final class ServerMessages {

    private ServerMessages() {}

    static String of(SQLException exception) {
        String text = exception instanceof PSQLException thrown ? fromServer(thrown.getServerErrorMessage()) : "";
        if (text.isEmpty()) {
            text = exception.getMessage() + causeOf(exception);
        }
        return text.replaceAll("\\s+", " ").strip();
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
