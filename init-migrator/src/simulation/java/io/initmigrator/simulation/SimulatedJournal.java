package io.initmigrator.simulation;

import io.initmigrator.fence.InterruptedScript;
import io.initmigrator.fence.Journal;
import java.util.List;
import java.util.Optional;

/** Reads and writes the journal in the session that holds the fence, by the same statements as the real adapter. */
record SimulatedJournal(ClientSession.Held fence) implements Journal {

    @Override
    public Optional<InterruptedScript> interrupted() {
        return fence.call(() -> fence.server().interrupted());
    }

    @Override
    public void begin(String script, List<String> indexes) {
        run(() -> fence.server().beginJournal(fence.backend(), script, indexes));
    }

    @Override
    public void complete() {
        run(() -> fence.server().completeJournal(fence.backend()));
    }

    /** Drops one index after the other, outside a transaction, and then removes the entry. */
    @Override
    public List<String> undo(InterruptedScript script) {
        for (String index : script.left()) {
            run(() -> fence.server().dropIndex(fence.backend(), index));
        }
        run(() -> fence.server().forget(fence.backend(), script.script()));
        return script.left();
    }

    @Override
    public List<String> invalidIndexes() {
        return fence.call(() -> fence.server().invalidIndexes());
    }

    private void run(Runnable statement) {
        fence.call(() -> {
            statement.run();
            return fence;
        });
    }
}
