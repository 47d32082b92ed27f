package io.initmigrator.command;

import io.initmigrator.logging.StandardOutput;
import io.initmigrator.rollout.Unlock;
import io.initmigrator.rollout.UnlockResult;
import io.initmigrator.schema.Printable;

/** Terminates a stale leader session, releases the Lease, and prints both. */
public final class UnlockCommand {

    private final Unlock unlock;

    public UnlockCommand(Unlock unlock) {
        this.unlock = unlock;
    }

    public UnlockResult run() throws InterruptedException {
        UnlockResult result = unlock.run();
        if (result instanceof UnlockResult.Freed freed) {
            StandardOutput.print(Printable.lines(UnlockText.of(freed), ""));
        }
        return result;
    }
}
