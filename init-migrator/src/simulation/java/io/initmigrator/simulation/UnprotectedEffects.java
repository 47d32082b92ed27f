package io.initmigrator.simulation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Holds what scripts have committed apart from their history rows, statement by statement. Checks that no statement takes effect twice,
 * and that an interrupted script does not run again before somebody has decided so.
 */
final class UnprotectedEffects {

    private final VirtualScheduler world;
    private final Map<String, Set<Integer>> statements = new HashMap<>();
    private final Map<String, Script> unfinished = new LinkedHashMap<>();
    private final Map<String, Index> indexes = new LinkedHashMap<>();

    /** Records the statement that created an index. */
    private record Index(String script, int statement, boolean isValid) {}

    UnprotectedEffects(VirtualScheduler world) {
        this.world = world;
    }

    /** Creates the index that a statement builds, which is invalid until the end of the statement. */
    void createIndex(Script script, int statement) {
        if (statement == 0) {
            begin(script);
        }
        if (indexes.put(script.index(statement), new Index(script.name(), statement, false)) != null) {
            world.violate(script.name() + " was applied twice: it creates " + script.index(statement) + " again", null);
        }
    }

    /** Commits a statement. */
    void commit(Script script, int statement) {
        if (script.kind() == ScriptKind.INDEXES) {
            indexes.put(script.index(statement), new Index(script.name(), statement, true));
        } else if (statement == 0) {
            begin(script);
        }
        if (!statements(script.name()).add(statement) && script.kind() != ScriptKind.IDEMPOTENT) {
            world.violate(script.name() + " was applied twice, from statement " + statement, null);
        }
    }

    private void begin(Script script) {
        if (unfinished.put(script.name(), script) != null) {
            world.violate(script.name() + " runs again although it was interrupted", null);
        }
    }

    private Set<Integer> statements(String script) {
        return statements.computeIfAbsent(script, any -> new HashSet<>());
    }

    int count(Script script) {
        return statements(script.name()).size();
    }

    /** Returns whether every statement has taken effect, and no index is missing or invalid. */
    boolean holds(Script script) {
        return script.isProtected()
                || (count(script) == script.statements().size()
                        && script.indexes().stream().allMatch(this::isValid));
    }

    private boolean isValid(String name) {
        @Nullable Index index = indexes.get(name);
        return index != null && index.isValid();
    }

    /** Ends the run of a script, because it is recorded, or because it was decided to run it again. */
    void finish(String script) {
        unfinished.remove(script);
    }

    /** Returns a script of which only a part has run, perhaps all but its history row. */
    Optional<Script> unfinished(String script) {
        return Optional.ofNullable(unfinished.get(script));
    }

    void dropIndex(String name) {
        @Nullable Index index = indexes.remove(name);
        if (index != null) {
            statements(index.script()).remove(index.statement());
        }
    }

    /** Undoes all that a script has committed. */
    void undo(String script) {
        statements.remove(script);
        indexes.values().removeIf(index -> index.script().equals(script));
    }

    List<String> indexes() {
        return List.copyOf(indexes.keySet());
    }

    List<String> invalidIndexes() {
        return indexes().stream().filter(index -> !isValid(index)).toList();
    }
}
