package io.initmigrator.lint.rules;

import io.initmigrator.lint.analysis.KnownSchema;
import io.initmigrator.lint.analysis.KnownTable;
import io.initmigrator.lint.analysis.KnownType;
import io.initmigrator.lint.ddl.Ddl;
import io.initmigrator.lint.report.Rule;
import io.initmigrator.lint.sql.QualifiedName;
import java.util.Locale;
import java.util.Set;

/** Checks of what tables depend on: schemas, types, domains, extensions, functions. */
final class ObjectChecks {

    private static final Set<String> FUNCTIONS = Set.of("FUNCTION", "PROCEDURE", "ROUTINE", "AGGREGATE", "OPERATOR");

    private ObjectChecks() {}

    static void check(Ddl command, KnownSchema schema, Findings findings) {
        switch (command) {
            case Ddl.Drop drop -> checkDrop(drop, schema, findings);
            case Ddl.DropOwned(String roles) ->
                findings.add(
                        Rule.DROPPED_CASCADE,
                        "drops every table and every other object that " + roles + " owns in this database",
                        "REASSIGN OWNED BY " + roles + " TO another role first, or drop by name what is not needed");
            case Ddl.RenameEnumValue(QualifiedName type, String from, String to) -> {
                if (isLive(type, schema)) {
                    findings.add(
                            Rule.RENAMED_ENUM_VALUE,
                            "pods of the old version know '" + to + "' of " + type + " as '" + from
                                    + "' and fail to write it from here on",
                            "add the new value, write both, change the rows, and leave the old value where it is, or"
                                    + " declare the script after-rollout");
                }
            }
            case Ddl.RenameSchema(String from, String to) -> {
                if (!schema.isNewSchema(from)) {
                    findings.add(
                            Rule.RENAMED_SCHEMA,
                            "pods of the old version know schema " + to + " as " + from + " and fail from here on",
                            "create the new schema, leave views in the old one until no version uses it, or declare the"
                                    + " script after-rollout");
                }
            }
            case Ddl.ConstrainDomain constrain -> checkDomain(constrain, schema, findings);
            default -> {}
        }
    }

    private static void checkDrop(Ddl.Drop drop, KnownSchema schema, Findings findings) {
        if (drop.kind().equals("DATABASE")) {
            findings.add(
                    Rule.BAN_DROP_DATABASE,
                    "drops database " + drop.names().getFirst() + " with all that is in it",
                    "do it by hand, outside of any migration");
        }
        if (!drop.cascade()) {
            return;
        }
        for (QualifiedName name : drop.names()) {
            String lost = lostWith(drop.kind(), name, schema);
            if (!lost.isEmpty()) {
                findings.add(
                        Rule.DROPPED_CASCADE,
                        "CASCADE drops " + lost + " with " + drop.kind().toLowerCase(Locale.ROOT) + " " + name,
                        "drop by name what is not needed, once no version uses it, and leave out CASCADE");
            }
        }
    }

    private static String lostWith(String kind, QualifiedName name, KnownSchema schema) {
        return switch (kind) {
            case "SCHEMA" -> isEmptyOrNew(name.local(), schema) ? "" : "all tables and other objects";
            case "EXTENSION" -> "every column of its types, every index and function that uses it,";
            case "TYPE", "DOMAIN" -> isLive(name, schema) ? "every column of that type" : "";
            default -> FUNCTIONS.contains(kind) ? "the defaults, views, triggers and indexes that use it" : "";
        };
    }

    /** Returns whether scripts under review made all that is known to be in it. */
    private static boolean isEmptyOrNew(String name, KnownSchema schema) {
        boolean any = false;
        for (KnownTable table : schema.tables()) {
            if (table.name().schema().equals(name)) {
                any = true;
                if (!schema.isNew(table)) {
                    return false;
                }
            }
        }
        return any;
    }

    private static void checkDomain(Ddl.ConstrainDomain constrain, KnownSchema schema, Findings findings) {
        if (isLive(constrain.domain(), schema) && constrain.reads()) {
            findings.add(
                    Rule.BAN_ALTER_DOMAIN_WITH_ADD_CONSTRAINT,
                    "reads every table with a column of " + constrain.domain() + " while writes to it wait",
                    constrain.notNull() || constrain.validates()
                            ? "put the constraint on the columns instead"
                            : "add it as NOT VALID, which holds for new values; to validate it waits as long");
        }
    }

    private static boolean isLive(QualifiedName type, KnownSchema schema) {
        KnownType known = schema.type(type);
        return known == null || !schema.isNew(known);
    }
}
