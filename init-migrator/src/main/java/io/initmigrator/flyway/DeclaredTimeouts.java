package io.initmigrator.flyway;

import io.initmigrator.fence.ScriptTimeouts;
import io.initmigrator.schema.ScriptDirectives;
import java.time.Duration;
import java.util.Optional;

/** The timeouts that a script declares in its header: {@code -- init-migrator: lock-timeout=off}. */
final class DeclaredTimeouts {

    private DeclaredTimeouts() {}

    /**
     * Returns the timeouts of one script. Outside a transaction it waits for locks without limit, unless it declares one:
     * {@code CREATE INDEX CONCURRENTLY} waits for older transactions, would leave an invalid index on a timeout, and nothing
     * queues behind it.
     */
    static ScriptTimeouts of(ScriptHeader header, ScriptTimeouts defaults, boolean inTransaction) {
        return new ScriptTimeouts(
                declared(header, ScriptDirectives.LOCK_TIMEOUT).orElse(inTransaction ? defaults.lock() : Duration.ZERO),
                declared(header, ScriptDirectives.STATEMENT_TIMEOUT).orElse(defaults.statement()));
    }

    private static Optional<Duration> declared(ScriptHeader header, String name) {
        return header.directives()
                .find(name)
                .map(text -> ScriptDirectives.timeout(text)
                        .orElseThrow(() ->
                                InvalidScriptException.declares(header, name, text, ScriptDirectives.TIMEOUT_REMEDY)));
    }
}
