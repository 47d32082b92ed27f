package io.initmigrator.fence;

import java.time.Duration;

/**
 * How long a statement of a script may wait for a lock, and how long it may run.
 *
 * @param lock {@code lock_timeout}; zero for none
 * @param statement {@code statement_timeout}; zero for none
 */
public record ScriptTimeouts(Duration lock, Duration statement) {

    public static final ScriptTimeouts NONE = new ScriptTimeouts(Duration.ZERO, Duration.ZERO);

    public ScriptTimeouts withLock(Duration timeout) {
        return new ScriptTimeouts(timeout, statement);
    }

    public ScriptTimeouts withStatement(Duration timeout) {
        return new ScriptTimeouts(lock, timeout);
    }
}
