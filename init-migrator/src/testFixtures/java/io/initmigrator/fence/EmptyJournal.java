package io.initmigrator.fence;

import java.util.List;
import java.util.Optional;

/** Provides a journal for scripts that all run in transactions. */
public class EmptyJournal implements Journal {

    @Override
    public Optional<InterruptedScript> interrupted() {
        return Optional.empty();
    }

    @Override
    public void begin(String script, List<String> indexes) {
        throw new AssertionError(script + " was taken for one without a transaction");
    }

    @Override
    public void complete() {
        // No script was recorded, so nothing has to be completed.
    }

    @Override
    public List<String> undo(InterruptedScript script) {
        throw new AssertionError(script + " was never interrupted");
    }

    @Override
    public List<String> invalidIndexes() {
        return List.of();
    }
}
