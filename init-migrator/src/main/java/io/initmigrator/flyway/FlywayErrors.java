package io.initmigrator.flyway;

import io.initmigrator.fence.SessionLostException;
import io.initmigrator.schema.BoundedText;
import io.initmigrator.schema.SqlState;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.internal.sqlscript.FlywaySqlScriptException;
import org.jspecify.annotations.Nullable;

/** Finds the cause of an exception from Flyway, and its message. */
final class FlywayErrors {

    private static final int SECONDS_TO_ANSWER = 2;
    private static final int MAX_MESSAGE_LENGTH = 1000;

    /** Flyway's whole message for a Java migration that throws something. */
    private static final String OF_JAVA = "Migration failed !";

    /** {@code Key (email)=(a@b.c) already exists}, {@code Failing row contains (…)}, in whatever language. */
    private static final Pattern ROW = Pattern.compile("(?s)(\\n[^(\\n]*)\\(.*\\)");

    /** {@code COPY users, line 2: "…"}. */
    private static final Pattern COPIED = Pattern.compile("(?s)(COPY [^:\\n]*): \".*");

    private FlywayErrors() {}

    /** The innermost one that carries a SQLSTATE, else the innermost one. */
    static Optional<SQLException> sql(Throwable exception) {
        SQLException found = null;
        for (@Nullable Throwable cause = exception; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && (found == null || sql.getSQLState() != null)) {
                found = sql;
            }
        }
        return Optional.ofNullable(found);
    }

    /** The failure of a statement that came before it, so that a callback after an error ran at all. */
    static Optional<SQLException> first(Throwable exception) {
        return last(exception).stream()
                .flatMap(last -> Arrays.stream(last.getSuppressed()))
                .filter(SQLException.class::isInstance)
                .map(SQLException.class::cast)
                .findFirst();
    }

    /** The outermost one; if the transaction had failed before, the driver makes the first failure its cause. */
    static Optional<SQLException> last(Throwable exception) {
        for (@Nullable Throwable cause = exception; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return Optional.of(sql);
            }
        }
        return Optional.empty();
    }

    /**
     * A file could not be read because this process was asked to stop.
     *
     * @throws UncheckedIOException if so
     */
    static void throwIfInterrupted(Throwable exception) {
        for (@Nullable Throwable cause = exception; cause != null; cause = cause.getCause()) {
            if (cause instanceof ClosedByInterruptException interrupted) {
                throw new UncheckedIOException(interrupted);
            }
        }
    }

    /** The error at the bottom of it: of a session that it ended, or one that the driver or Flyway made an exception of. */
    static Optional<Error> error(Throwable exception) {
        for (@Nullable Throwable cause = exception; cause != null; cause = cause.getCause()) {
            if (cause instanceof Error error) {
                return Optional.of(error);
            }
        }
        return Optional.empty();
    }

    /** Returns the exception that names file, line and statement. */
    static @Nullable FlywaySqlScriptException script(Throwable exception) {
        for (@Nullable Throwable cause = exception; cause != null; cause = cause.getCause()) {
            if (cause instanceof FlywaySqlScriptException script) {
                return script;
            }
        }
        return null;
    }

    /** @throws SessionLostException where the session is over, however Flyway says it */
    static void throwIfSessionLost(Throwable exception, Connection connection) {
        if (isRejectedSetting(exception)) {
            return;
        }
        if (isOver(connection) || (isSessionOver(exception) && !answers(connection))) {
            throw new SessionLostException(
                    "the session that migrates ended: " + message(exception, text -> text), exception);
        }
    }

    /**
     * Returns whether the driver closed the connection because of a parameter that the statement set, such as {@code client_encoding}.
     * Each run of the statement ends the same. The driver has neither a type nor a SQLSTATE for it.
     */
    static boolean isRejectedSetting(Throwable exception) {
        for (@Nullable Throwable cause = exception; cause != null; cause = cause.getCause()) {
            StackTraceElement[] trace = cause.getStackTrace();
            if (cause instanceof SQLException
                    && trace.length > 0
                    && trace[0].getMethodName().equals("receiveParameterStatus")) {
                return true;
            }
        }
        return false;
    }

    /** The server's own words on one line, masked. */
    static String message(Throwable exception, UnaryOperator<String> mask) {
        String text = sql(exception).map(FlywayErrors::withoutRows).orElseGet(() -> innermost(exception));
        String line = mask.apply(text.replaceFirst("^ERROR: ", "").replaceAll("\\s*\\n\\s*", "; "))
                .strip();
        return BoundedText.of(line, MAX_MESSAGE_LENGTH);
    }

    /** The server's message without the data that stands in its details; which constraint is broken, it says before. */
    private static String withoutRows(SQLException exception) {
        String text = COPIED.matcher(String.valueOf(exception.getMessage())).replaceFirst("$1");
        String state = String.valueOf(exception.getSQLState());
        return state.startsWith(SqlState.CLASS_INTEGRITY_CONSTRAINT_VIOLATION)
                ? ROW.matcher(text).replaceFirst("$1(…)")
                : text;
    }

    /** Flyway's own words without those that it put around them on the way up. */
    static String innermost(Throwable exception) {
        Throwable said = exception;
        while (said.getCause() instanceof FlywayException cause) {
            said = cause;
        }
        return OF_JAVA.equals(said.getMessage()) && said.getCause() != null
                ? said.getCause().toString()
                : String.valueOf(said.getMessage());
    }

    private static boolean isSessionOver(Throwable exception) {
        return sql(exception)
                .map(SQLException::getSQLState)
                // A script may raise them too, so the connection is asked as well.
                .filter(SqlState::isSessionLost)
                .isPresent();
    }

    private static boolean isOver(Connection connection) {
        try {
            return connection.isClosed();
        } catch (SQLException e) {
            return true;
        }
    }

    private static boolean answers(Connection connection) {
        try {
            return connection.isValid(SECONDS_TO_ANSWER);
        } catch (SQLException e) {
            return false;
        }
    }
}
