package io.initmigrator.lint.analysis;

import io.initmigrator.lint.ddl.Column;
import io.initmigrator.lint.ddl.ColumnType;
import io.initmigrator.lint.sql.QualifiedName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A column as the scripts have left it. */
public final class KnownColumn {

    private ColumnType type;
    private @Nullable KnownType declared;
    private final int script;
    private boolean notNull;
    private boolean hasValue;
    private boolean stored;
    private List<String> functions = List.of();
    private List<QualifiedName> sequences = List.of();

    KnownColumn(ColumnType type, @Nullable KnownType declared, int script) {
        this.type = type;
        this.declared = declared;
        this.script = script;
    }

    /** A column of another table that is made after this one. */
    KnownColumn copy(int ofScript) {
        KnownColumn copy = new KnownColumn(type, declared, ofScript);
        copy.notNull = notNull;
        copy.hasValue = hasValue;
        copy.stored = stored;
        copy.functions = functions;
        copy.sequences = sequences;
        return copy;
    }

    public ColumnType type() {
        return type;
    }

    /** Its type, if a script created that; null for PostgreSQL's own types. */
    public @Nullable KnownType declared() {
        return declared;
    }

    /** The number of the script that added it. */
    int script() {
        return script;
    }

    public boolean isNotNull() {
        return notNull;
    }

    /** Returns whether a row that does not name it gets something other than null. */
    public boolean hasValue() {
        return hasValue;
    }

    /** Returns whether it is generated and stored. */
    public boolean isStored() {
        return stored;
    }

    /** Returns whether its default or its expression calls {@code function}. */
    boolean calls(String function) {
        return functions.contains(function);
    }

    /** Returns whether its default names {@code sequence}. */
    boolean takesValuesFrom(QualifiedName sequence) {
        return sequences.stream().anyMatch(sequence::matches);
    }

    KnownColumn value(Column.Value value) {
        hasValue = value.isGiven();
        List<QualifiedName> called = switch (value) {
            case Column.Value.Default given -> given.functions();
            case Column.Value.Generated generated -> generated.functions();
            default -> List.of();
        };
        functions = called.stream().map(QualifiedName::local).toList();
        sequences = value instanceof Column.Value.Default given ? given.sequences() : List.of();
        return this;
    }

    void changeType(ColumnType to, @Nullable KnownType toDeclared) {
        type = to;
        declared = toDeclared;
    }

    KnownColumn notNull(boolean value) {
        notNull = value;
        return this;
    }

    KnownColumn hasValue(boolean value) {
        hasValue = value;
        return this;
    }

    KnownColumn stored(boolean value) {
        stored = value;
        return this;
    }
}
