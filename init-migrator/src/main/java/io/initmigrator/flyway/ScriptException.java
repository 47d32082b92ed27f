package io.initmigrator.flyway;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flywaydb.core.api.FlywayException;

/** A script that cannot be run as it is, found out before anything runs. The message names the script. */
final class ScriptException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final Pattern LINE = Pattern.compile("at line (\\d+)");

    private final String remedy;

    private ScriptException(String message, String remedy) {
        super(message);
        this.remedy = remedy;
    }

    /** It declares in its head what cannot be understood. */
    static ScriptException declares(ScriptHead head, String name, String value, String remedy) {
        return new ScriptException(head.script() + " declares " + name + "=" + value, remedy);
    }

    /** It declares in its head something under a name that means nothing. */
    static ScriptException declares(ScriptHead head, ScriptHead.Comment comment, String name) {
        return new ScriptException(
                head.script() + ", line " + comment.line() + ", declares " + name
                        + ", which means nothing to init-migrator",
                "write one of " + String.join(", ", ScriptHead.NAMES) + ", or take the comment away");
    }

    /** A comment for init-migrator names something that it declares, but not as what. */
    static ScriptException declaresNothing(ScriptHead head, ScriptHead.Comment comment) {
        return new ScriptException(
                head.script() + ", line " + comment.line() + ", says \""
                        + comment.text().strip() + "\" to init-migrator, which declares nothing",
                "write name=value, as in lock-timeout=off, or take the comment away");
    }

    /** Flyway cannot make statements of it. */
    static ScriptException unparsable(String script, FlywayException fault) {
        ScriptException unparsable =
                new ScriptException(script + line(fault) + ": " + Faults.innermost(fault), Remedies.ofScript(fault));
        unparsable.initCause(fault);
        return unparsable;
    }

    /** Of the statement that has no end; of other faults Flyway's words tell it. */
    private static String line(FlywayException fault) {
        if (!Faults.innermost(fault).equals(BoundedResources.NO_END)) {
            return "";
        }
        Matcher line = LINE.matcher(String.valueOf(fault.getMessage()));
        return line.find() ? ", line " + line.group(1) : "";
    }

    String remedy() {
        return remedy;
    }
}
