package io.initmigrator.flyway;

import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;

/** A script that cannot be run as it is, found out before anything runs. The message names the script. */
final class ScriptException extends RuntimeException {

    private static final long serialVersionUID = 1L;

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
    static ScriptException unparsable(MigrationInfo script, FlywayException fault) {
        ScriptException unparsable =
                new ScriptException(script.getScript() + ": " + fault.getMessage(), Remedies.ofScript(fault));
        unparsable.initCause(fault);
        return unparsable;
    }

    String remedy() {
        return remedy;
    }
}
