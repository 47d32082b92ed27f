package io.initmigrator.lint.analysis;

import io.initmigrator.lint.ddl.Ddl;
import io.initmigrator.lint.sql.QualifiedName;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The schema as the scripts so far describe it: the applied ones, then those under review. */
public final class KnownSchema {

    private final NamedObjects<KnownTable> tables = new NamedObjects<>();
    private final NamedObjects<KnownIndex> indexes = new NamedObjects<>();
    private final NamedObjects<KnownType> types = new NamedObjects<>();
    /** Of each name, by parameters. */
    private final Map<String, Map<String, Boolean>> volatileFunctions = new HashMap<>();
    /** By name, with the number of the script that created it. */
    private final Map<String, Integer> schemas = new HashMap<>();

    private final Set<String> dropped = new HashSet<>();
    private List<String> searchPath = List.of();
    private final SchemaChanges changes = new SchemaChanges(this);
    private int script;
    private int firstUnused = Integer.MAX_VALUE;
    private boolean sessionUtc;
    private boolean utc;

    /**
     * Goes on to the next script, which runs in a session of its own as far as anybody can rely on it.
     *
     * @param inUse whether anything from the scripts before it is in use by now
     * @param applied whether it has run already, so that all that it creates is in use
     */
    public void beginScript(boolean inUse, boolean applied) {
        script++;
        utc = sessionUtc;
        searchPath = List.of();
        dropped.clear();
        if (applied) {
            firstUnused = Integer.MAX_VALUE;
        } else if (inUse || firstUnused == Integer.MAX_VALUE) {
            firstUnused = script;
        }
        if (!applied && firstUnused == script) {
            tables.removeIf(KnownTable::isTemporary);
        }
    }

    /** The number of the present script. */
    public int script() {
        return script;
    }

    /** Returns whether the present script has set the session's time zone to UTC. */
    public boolean isUtc() {
        return utc;
    }

    /** Says in which time zone sessions begin. */
    public void sessionTimeZone(String zone) {
        sessionUtc = TimeZones.isUtc(zone);
    }

    /** Notes the size of a relation. */
    public void learnSize(QualifiedName relation, TableSize size) {
        KnownTable table = table(relation);
        if (table != null) {
            table.size(size);
        }
    }

    void utc(boolean value) {
        utc = value;
    }

    /** The relation of that name; null if no script speaks of it. */
    public @Nullable KnownTable table(QualifiedName name) {
        return find(tables, name);
    }

    /** First in the search path that the script has set, then wherever there is one of that name. */
    private <T extends NamedObject> @Nullable T find(NamedObjects<T> objects, QualifiedName name) {
        if (name.schema().isEmpty()) {
            for (String schema : searchPath) {
                T found = objects.findIn(schema, name.local());
                if (found != null) {
                    return found;
                }
            }
        }
        return objects.find(name);
    }

    /** Returns whether the present script has set a search path, so that a bare name means another relation than elsewhere. */
    boolean hasSearchPath() {
        return !searchPath.isEmpty();
    }

    void searchPath(String value) {
        searchPath = Arrays.stream(value.split(",", -1))
                .map(String::strip)
                .filter(schema -> !schema.isEmpty() && !schema.contains("$"))
                .toList();
    }

    /** The name of a new relation, which is created in the first schema of the search path that the script has set. */
    QualifiedName inSearchPath(QualifiedName name) {
        return name.schema().isEmpty() && !searchPath.isEmpty()
                ? new QualifiedName(searchPath.getFirst(), name.local())
                : name;
    }

    /** Returns whether a script under review creates this schema. */
    public boolean isNewSchema(String schema) {
        return schemas.getOrDefault(schema, 0) >= firstUnused;
    }

    Map<String, Integer> schemas() {
        return schemas;
    }

    /** The names of functions with a parameter of {@code type}. */
    List<String> functionsOf(String type) {
        Pattern word = Pattern.compile("(?<![\\w$])" + Pattern.quote(type) + "(?![\\w$])");
        return volatileFunctions.entrySet().stream()
                .filter(function -> function.getValue().keySet().stream()
                        .anyMatch(parameters -> word.matcher(parameters).find()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Returns whether a script under review creates this relation, so that nobody uses it yet. */
    public boolean isNew(QualifiedName relation) {
        KnownTable table = table(relation);
        return table != null && isNew(table);
    }

    /** Returns whether a script under review creates {@code table}, so that nobody uses it yet. */
    public boolean isNew(KnownTable table) {
        return table.isTemporary() || (table.script() >= firstUnused && !table.isUncertain());
    }

    /** Returns whether {@code table} is in use only if it was there before {@code CREATE TABLE IF NOT EXISTS}. */
    public boolean isUncertain(KnownTable table) {
        return table.isUncertain() && table.script() >= firstUnused;
    }

    /** Returns whether a script under review adds {@code column}, so that nobody uses it yet. */
    public boolean isNew(KnownColumn column) {
        return column.script() >= firstUnused;
    }

    public @Nullable KnownIndex index(QualifiedName name) {
        return find(indexes, name);
    }

    /** The type of that name; null unless a script created it. */
    public @Nullable KnownType type(QualifiedName name) {
        return types.find(name);
    }

    /** The type of that name; null unless a script created it. */
    public @Nullable KnownType type(String name) {
        return types.find(new QualifiedName("", name));
    }

    /** Returns whether a script under review creates {@code type}, so that nobody uses it yet. */
    public boolean isNew(KnownType type) {
        return type.script() >= firstUnused;
    }

    /** Returns whether {@code function} may give each row another value. An unknown function may. */
    public boolean isVolatile(QualifiedName function) {
        Map<String, Boolean> known = volatileFunctions.get(function.local());
        return known == null ? !BuiltinFunctions.isStable(function.local()) : known.containsValue(true);
    }

    /** Applies a command to the schema. */
    public void learn(Ddl command) {
        changes.apply(command);
    }

    /** All relations that are known. */
    public List<KnownTable> tables() {
        return tables.stream().toList();
    }

    NamedObjects<KnownTable> tablesByName() {
        return tables;
    }

    NamedObjects<KnownIndex> indexesByName() {
        return indexes;
    }

    NamedObjects<KnownType> typesByName() {
        return types;
    }

    Map<String, Map<String, Boolean>> volatileFunctions() {
        return volatileFunctions;
    }

    /** The names, without schema, that the present script has dropped. */
    Set<String> dropped() {
        return dropped;
    }
}
