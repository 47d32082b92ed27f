package io.initmigrator.command.rehearsal;

import io.initmigrator.schema.Problem;

/** The scratch database cannot be used; nothing was written to it unless the message says so. */
public final class RehearsalRefusedException extends RuntimeException {

    RehearsalRefusedException(String reason, String remedy) {
        super("cannot rehearse: " + new Problem(reason, remedy));
    }
}
