package io.initmigrator.flyway;

import io.initmigrator.schema.ScriptDirectives;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flywaydb.core.api.FlywayException;

/** A script that cannot be run as it is, found out before anything runs. The message names the script. */
final class InvalidScriptException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final Pattern LINE = Pattern.compile("at line (\\d+)");

    private final String remedy;

    private InvalidScriptException(String message, String remedy) {
        super(message);
        this.remedy = remedy;
    }

    /** It declares in its head what cannot be understood. */
    static InvalidScriptException declares(ScriptHeader head, String name, String value, String remedy) {
        return new InvalidScriptException(head.script() + " declares " + name + "=" + value, remedy);
    }

    /** It declares in its head something under a name that means nothing. */
    static InvalidScriptException declares(ScriptHeader head, ScriptDirectives.Comment comment, String name) {
        return new InvalidScriptException(
                head.script() + ", line " + comment.line() + ", declares " + name
                        + ", which means nothing to init-migrator",
                "write one of " + String.join(", ", ScriptDirectives.NAMES) + ", or take the comment away");
    }

    /** A comment for init-migrator names something that it declares, but not as what. */
    static InvalidScriptException declaresNothing(ScriptHeader head, ScriptDirectives.Comment comment) {
        return new InvalidScriptException(
                head.script() + ", line " + comment.line() + ", says \""
                        + comment.text().strip() + "\" to init-migrator, which declares nothing",
                "write name=value, as in lock-timeout=off, or take the comment away");
    }

    /** Flyway cannot make statements of it. */
    static InvalidScriptException unparsable(String script, FlywayException exception) {
        InvalidScriptException unparsable = new InvalidScriptException(
                script + line(exception) + ": " + FlywayErrors.innermost(exception), Remedies.ofScript(exception));
        unparsable.initCause(exception);
        return unparsable;
    }

    /** Of the statement that has no end; of other faults Flyway's words tell it. */
    private static String line(FlywayException exception) {
        if (!FlywayErrors.innermost(exception).equals(BoundedResources.NO_END)) {
            return "";
        }
        Matcher line = LINE.matcher(String.valueOf(exception.getMessage()));
        return line.find() ? ", line " + line.group(1) : "";
    }

    String remedy() {
        return remedy;
    }
}
