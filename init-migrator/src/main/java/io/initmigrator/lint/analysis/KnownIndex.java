package io.initmigrator.lint.analysis;

import io.initmigrator.lint.ddl.Index;
import io.initmigrator.lint.sql.QualifiedName;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** An index as the scripts have left it; follows its table when that is renamed. */
public final class KnownIndex implements NamedObject {

    private String name;
    private final KnownTable table;
    private Index declared;

    KnownIndex(String name, KnownTable table, Index declared) {
        this.name = name;
        this.table = table;
        this.declared = declared;
    }

    /** In its table's schema. */
    @Override
    public QualifiedName name() {
        return table.name().renamed(name);
    }

    void rename(String to) {
        name = to;
    }

    void renameColumn(String from, String to) {
        if (declared.columns().contains(from)) {
            Set<String> columns = new LinkedHashSet<>(declared.columns());
            columns.remove(from);
            columns.add(to);
            List<String> keys = declared.keys().stream()
                    .map(key -> key.equals(from) ? to : key)
                    .toList();
            declared =
                    new Index(declared.name(), declared.table(), declared.unique(), keys, columns, declared.computed());
        }
    }

    public KnownTable table() {
        return table;
    }

    public Index declared() {
        return declared;
    }

    /** Returns whether a change of the type of {@code column} rebuilds the index although no row is rewritten: it has more than plain columns. */
    public boolean isComputedFrom(String column) {
        return declared.computed() && declared.columns().contains(column);
    }
}
