package io.initmigrator.flyway;

import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;

/** Flyway cannot make statements of a script. The message names the script. */
final class UnparsableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String remedy;

    private UnparsableException(MigrationInfo script, FlywayException fault) {
        super(script.getScript() + ": " + fault.getMessage(), fault);
        this.remedy = Remedies.ofScript(fault);
    }

    /** Flyway would find it out too, but only when the scripts before it are applied, and without its name. */
    static void throwIf(MigrationInfo script) {
        try {
            Transactions.mayRunIn(script);
        } catch (FlywayException e) {
            throw new UnparsableException(script, e);
        }
    }

    String remedy() {
        return remedy;
    }
}
