package io.initmigrator.lint.rules;

import io.initmigrator.lint.analysis.KnownColumn;
import io.initmigrator.lint.analysis.KnownIndex;
import io.initmigrator.lint.analysis.KnownSchema;
import io.initmigrator.lint.analysis.KnownTable;
import io.initmigrator.lint.analysis.KnownType;
import io.initmigrator.lint.analysis.TypeConversion;
import io.initmigrator.lint.ddl.Column;
import io.initmigrator.lint.ddl.ColumnType;
import io.initmigrator.lint.ddl.Ddl;
import io.initmigrator.lint.ddl.TableChange;
import io.initmigrator.lint.report.Rule;
import io.initmigrator.lint.sql.Place;
import io.initmigrator.lint.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Checks of the columns of a table in use. */
final class ColumnChecks {

    private final Ddl.AlterTable alter;
    private final QualifiedName table;
    private final @Nullable KnownTable known;
    private final KnownSchema schema;
    private final Findings findings;

    ColumnChecks(Ddl.AlterTable alter, KnownSchema schema, Findings findings) {
        this.alter = alter;
        this.table = alter.table();
        this.known = schema.table(table);
        this.schema = schema;
        this.findings = findings;
    }

    void check() {
        alter.changes().forEach(this::check);
    }

    private void check(Ddl.Change change) {
        Place place = change.place();
        switch (change.what()) {
            case TableChange.AddColumn add -> {
                if (!(add.ifNotExists() && column(add.column().name()) != null)) {
                    checkNew(add.column(), place);
                }
            }
            case TableChange.SetNotNull set -> checkNotNull(set.column(), place);
            case TableChange.DropNotNull drop -> checkNullable(drop.column(), place);
            case TableChange.DropDefault drop -> checkWithoutDefault(drop.column(), place);
            case TableChange.DropIdentity drop -> checkWithoutDefault(drop.column(), place);
            case TableChange.AddIdentity add -> checkIdentity(add.column(), add.always(), place);
            case TableChange.AlterIdentity alter -> checkIdentity(alter.column(), alter.always(), place);
            case TableChange.SetDefault(String column, Column.Value value) -> {
                if (value instanceof Column.Value.Null) {
                    checkWithoutDefault(column, place);
                }
            }
            case TableChange.SetExpression set -> checkExpression(set.column(), place);
            case TableChange.ChangeType type -> checkType(type, place);
            default -> {}
        }
    }

    private void checkNew(Column column, Place place) {
        String cause = rewriteOf(column);
        if (!cause.isEmpty()) {
            findings.add(
                    Rule.TABLE_REWRITE,
                    place,
                    "a new column with its own value in each row (" + cause + ") rewrites all of " + table
                            + " under ACCESS EXCLUSIVE",
                    remedyFor(column));
        }
        KnownType declared = typeOf(column.type());
        boolean required = column.notNull() || (declared != null && declared.isRequired());
        if (required && !column.hasValue() && !(declared != null && declared.hasDefault())) {
            findings.add(
                    Rule.REQUIRED_COLUMN,
                    place,
                    "NOT NULL without a default fails if " + table
                            + " has a row, and the old version cannot insert any",
                    "give it a constant default, or add it nullable and require it in a later release or in a"
                            + " script declared after-rollout");
        }
    }

    /** Why PostgreSQL writes every row for a new column; empty if it does not. */
    private String rewriteOf(Column column) {
        KnownType declared = typeOf(column.type());
        if (declared != null && declared.isConstrained()) {
            return "domain " + column.type() + " with a constraint";
        }
        return switch (column.value()) {
            case Column.Value.Sequence(String what) -> what;
            case Column.Value.Generated generated -> generated.stored() ? "generated … stored" : "";
            case Column.Value.Default given -> rewriteOf("default ", given.functions());
            case Column.Value.None _ ->
                declared == null ? "" : rewriteOf("default of the domain ", declared.defaults());
            case Column.Value.Null _ -> "";
        };
    }

    private String rewriteOf(String what, List<QualifiedName> functions) {
        return functions.stream()
                .filter(schema::isVolatile)
                .findFirst()
                .map(function -> what + function + "()")
                .orElse("");
    }

    private static String remedyFor(Column column) {
        return column.value() instanceof Column.Value.Generated
                ? "add a plain column, let a trigger fill it for new rows, and fill old rows in batches"
                : "add it without a value, set the default in a statement of its own, and fill old rows in batches";
    }

    private void checkNotNull(String column, Place place) {
        if (known == null || !known.holdsNoNull(column)) {
            findings.add(
                    Rule.SET_NOT_NULL,
                    place,
                    "reads all of " + table + " under ACCESS EXCLUSIVE to prove that " + column + " holds no null",
                    "ADD CONSTRAINT … CHECK (" + column
                            + " IS NOT NULL) NOT VALID, VALIDATE CONSTRAINT in the next script,"
                            + " then SET NOT NULL");
        }
    }

    private void checkNullable(String name, Place place) {
        KnownColumn column = column(name);
        if (column == null || (column.isNotNull() && !schema.isNew(column))) {
            findings.add(
                    Rule.BAN_DROP_NOT_NULL,
                    place,
                    "pods of the old version may fail on a null that they read in " + table + "." + name,
                    "write no null before no pod of the old version is left, or declare the script after-rollout");
        }
    }

    private void checkWithoutDefault(String name, Place place) {
        KnownColumn column = column(name);
        if (column == null || !column.isNotNull() || !column.hasValue()) {
            return;
        }
        boolean isNew = schema.isNew(column);
        findings.add(
                isNew ? Rule.REQUIRED_COLUMN : Rule.DROPPED_DEFAULT,
                place,
                "the old version cannot insert into " + table + " any more unless it names " + name
                        + ", which is NOT NULL",
                "drop the default in the release after the one whose inserts name the column, or in a script"
                        + " declared after-rollout");
    }

    private void checkIdentity(String name, boolean always, Place place) {
        KnownColumn column = column(name);
        if (always && (column == null || !schema.isNew(column))) {
            findings.add(
                    Rule.IDENTITY_ALWAYS,
                    place,
                    "the old version cannot insert a value of its own into " + table + "." + name
                            + " any more, which GENERATED ALWAYS refuses",
                    "use GENERATED BY DEFAULT, and SET GENERATED ALWAYS in a later release or in a script declared"
                            + " after-rollout");
        }
    }

    private void checkExpression(String name, Place place) {
        KnownColumn column = column(name);
        if (column == null || column.isStored()) {
            findings.add(
                    Rule.TABLE_REWRITE,
                    place,
                    "SET EXPRESSION recomputes " + name + " and rewrites all of " + table + " under ACCESS EXCLUSIVE",
                    "add a column of the new expression and switch over in a later release");
        }
    }

    private void checkType(TableChange.ChangeType change, Place place) {
        KnownColumn column = column(change.column());
        String what = table + "." + change.column() + (column == null ? "" : " from " + column.type()) + " to "
                + change.type();
        if (rewrites(column, change)) {
            findings.add(
                    Rule.TABLE_REWRITE,
                    place,
                    "changing " + what + (column == null ? " most likely" : "")
                            + " rewrites all rows and indexes under ACCESS EXCLUSIVE",
                    "add a column of the new type, fill it in batches, and switch over in a later release");
        } else {
            checkIndexes(column, change, place);
        }
        if (column == null || !conversion(column, change.type()).widens()) {
            findings.add(
                    Rule.CHANGED_TYPE,
                    place,
                    "pods of the old version read and write " + table + "." + change.column() + " as "
                            + (column == null ? "it was" : column.type()) + ", not as " + change.type(),
                    "add a column of the new type and drop the old one in a later release or in a script declared"
                            + " after-rollout");
        }
    }

    /** Through each cast of its {@code USING}. */
    private boolean rewrites(@Nullable KnownColumn column, TableChange.ChangeType change) {
        if (change.casts() == null) {
            return true;
        }
        if (column == null) {
            return !(change.type().isText() && change.type().modifiers().isEmpty());
        }
        List<ColumnType> steps = new ArrayList<>(change.casts());
        steps.add(change.type());
        ColumnType from = column.type();
        KnownType declared = column.declared();
        for (ColumnType to : steps) {
            KnownType toDeclared = typeOf(to);
            if (new TypeConversion(from, declared, to, toDeclared).rewrites(schema.isUtc())) {
                return true;
            }
            from = to;
            declared = toDeclared;
        }
        return false;
    }

    /** Rows that stay as they are do not spare indexes with an expression, a predicate or another order. */
    private void checkIndexes(@Nullable KnownColumn column, TableChange.ChangeType change, Place place) {
        if (known == null || column == null) {
            return;
        }
        boolean reordered = !change.collation().isEmpty()
                || conversion(column, change.type()).comparesDifferently();
        boolean changes = reordered || !column.type().equals(change.type());
        Set<String> rebuilt = known.indexes().stream()
                .filter(index -> changes
                        && (index.isComputedFrom(change.column())
                                || (reordered && index.declared().keys().contains(change.column()))))
                .map(KnownIndex::name)
                .map(QualifiedName::local)
                .collect(Collectors.toCollection(TreeSet::new));
        if (!rebuilt.isEmpty()) {
            findings.add(
                    Rule.INDEX_REWRITE,
                    place,
                    "rewrites no row, but builds " + String.join(", ", rebuilt)
                            + " again while nobody can read or write " + table,
                    "drop the index, change the type, and build it again, each CONCURRENTLY in a script of its own");
        }
    }

    private TypeConversion conversion(KnownColumn column, ColumnType to) {
        return new TypeConversion(column.type(), column.declared(), to, typeOf(to));
    }

    private @Nullable KnownType typeOf(ColumnType type) {
        return type.array() ? null : schema.type(type.base());
    }

    private @Nullable KnownColumn column(String name) {
        return known == null ? null : known.column(name);
    }
}
