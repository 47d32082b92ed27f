package io.initmigrator.fence;

import java.util.List;
import java.util.Optional;

/** A journal of scripts that all run in transactions. */
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
        // Nothing was begun.
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
