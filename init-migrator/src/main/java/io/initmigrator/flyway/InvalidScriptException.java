package io.initmigrator.flyway;

import io.initmigrator.schema.Problem;
import io.initmigrator.schema.ScriptDirectives;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flywaydb.core.api.FlywayException;

/** A script is invalid, found before anything runs. Names the script. */
final class InvalidScriptException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final Pattern LINE = Pattern.compile("at line (\\d+)");

    private final transient Problem problem;

    private InvalidScriptException(String reason, String remedy) {
        this(new Problem(reason, remedy));
    }

    private InvalidScriptException(Problem problem) {
        super(problem.toString());
        this.problem = problem;
    }

    /** The value of a directive is invalid. */
    static InvalidScriptException declares(ScriptHeader head, String name, String value, String remedy) {
        return new InvalidScriptException(head.script() + " declares " + name + "=" + value, remedy);
    }

    /** A directive is wrong. */
    static InvalidScriptException declares(ScriptHeader head, ScriptDirectives.Comment comment, Problem problem) {
        return new InvalidScriptException(
                head.script() + ", line " + comment.line() + ", " + problem.reason(), problem.remedy());
    }

    /** It was written for psql. */
    static InvalidScriptException psql(String script, String command) {
        return new InvalidScriptException(
                script + ", " + command + " is a command of psql, not SQL",
                command.contains("restrict")
                        ? "delete the line, which pg_dump wrote for psql"
                        : "delete it, or write it as SQL");
    }

    /** Flyway's parser ends a statement too early. */
    static InvalidScriptException dividedBody(String script, int line) {
        return new InvalidScriptException(
                script + ", line " + line
                        + ": Flyway takes a semicolon inside the body of this function (BEGIN ATOMIC) for the end of"
                        + " the statement",
                "write the body as a string (AS $$ … $$)");
    }

    /** It is a class that is not run here. */
    static InvalidScriptException unsupportedJavaMigration(
            String name, String place, boolean isOnClasspath, boolean isVersioned) {
        String ignore = ", or set FLYWAY_IGNORE_MIGRATION_PATTERNS=" + (isVersioned ? "versioned" : "repeatable")
                + ":missing if the application runs it";
        return isOnClasspath
                ? new InvalidScriptException(
                        name + " is a Java migration, which this image does not run: " + place,
                        "use the image variant -java" + ignore)
                : new InvalidScriptException(
                        name + " is a Java migration, and only scripts are read there: " + place,
                        "set FLYWAY_JAR_DIRS and a classpath: location, with the image variant -java" + ignore);
    }

    /** It is a class that only an application's container can make. */
    static InvalidScriptException bean(String name) {
        return new InvalidScriptException(
                name + " is a bean, or has no constructor without parameters: Java migrations are run outside the"
                        + " application, where there are no Spring beans",
                "write it without injected objects, or let the application run it");
    }

    /** It is a class that cannot be loaded. */
    static InvalidScriptException unloadable(String name, Throwable cause) {
        InvalidScriptException unloadable = new InvalidScriptException(
                "Java migration " + name + " cannot be loaded: " + cause,
                "add what it needs to FLYWAY_JAR_DIRS, or correct it");
        unloadable.initCause(cause);
        return unloadable;
    }

    /** Flyway cannot use the file beside it that configures it. */
    static InvalidScriptException configuration(String file, FlywayException exception) {
        InvalidScriptException invalid = new InvalidScriptException(
                file + ": " + FlywayErrors.innermost(exception),
                "correct that file; Flyway knows executeInTransaction, encoding, placeholderReplacement and"
                        + " shouldExecute");
        invalid.initCause(exception);
        return invalid;
    }

    /** Flyway cannot parse it. */
    static InvalidScriptException unparsable(String script, FlywayException exception) {
        InvalidScriptException unparsable = new InvalidScriptException(
                script + line(exception) + ": " + FlywayErrors.innermost(exception), Remedies.ofScript(exception));
        unparsable.initCause(exception);
        return unparsable;
    }

    /** Line of an unterminated statement; Flyway's messages of other errors contain it. */
    private static String line(FlywayException exception) {
        if (!FlywayErrors.innermost(exception).equals(BoundedResources.NO_END)) {
            return "";
        }
        Matcher line = LINE.matcher(String.valueOf(exception.getMessage()));
        return line.find() ? ", line " + line.group(1) : "";
    }

    Problem problem() {
        return problem;
    }
}
