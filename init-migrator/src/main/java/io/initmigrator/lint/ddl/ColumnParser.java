package io.initmigrator.lint.ddl;

import io.initmigrator.lint.sql.Token;
import io.initmigrator.lint.sql.TokenCursor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads how a column is declared. */
public final class ColumnParser {

    /** What is evaluated once for all rows, of the functions that defaults call; any other counts as volatile. */
    private static final Set<String> SAME_FOR_ALL_ROWS = Set.of(
            "now",
            "transaction_timestamp",
            "statement_timestamp",
            "current_timestamp",
            "current_time",
            "localtime",
            "localtimestamp",
            "timezone",
            "date_trunc",
            "to_timestamp",
            "to_date",
            "to_char",
            "make_date",
            "make_interval",
            "make_timestamp",
            "make_timestamptz",
            "date_part",
            "extract",
            "age",
            "current_setting",
            "lower",
            "upper",
            "md5",
            "concat",
            "coalesce",
            "nullif",
            "greatest",
            "least",
            "cast",
            "replace",
            "substring",
            "substr",
            "length",
            "encode",
            "decode",
            "sha256",
            "row",
            "array",
            "jsonb_build_object",
            "jsonb_build_array",
            "json_build_object",
            "json_build_array",
            "to_json",
            "to_jsonb",
            "array_fill",
            "string_to_array",
            "int4range",
            "int8range",
            "numrange",
            "tsrange",
            "tstzrange",
            "daterange",
            "to_tsvector",
            "txid_current",
            "pg_current_xact_id",
            "power",
            "floor",
            "ceil",
            "round",
            "abs",
            // Types, whose modifiers look like arguments.
            "varchar",
            "varying",
            "char",
            "character",
            "bpchar",
            "numeric",
            "decimal",
            "bit",
            "timestamp",
            "timestamptz",
            "time",
            "timetz",
            "interval",
            "float");

    private static final String[] END_OF_DEFAULT = {
        "not", "null", "check", "unique", "primary", "references", "constraint", "generated", "collate", "deferrable"
    };

    private ColumnParser() {}

    /** A column's name, type and constraints, to the end of {@code cursor}. */
    public static Column parse(TokenCursor cursor) {
        String name = cursor.take().text();
        ColumnType type = ColumnType.read(cursor);
        Column.Value value = type.isSerial() ? new Column.Value.PerRow(type.base()) : new Column.Value.Missing();
        boolean notNull = type.isSerial();
        List<Constraint> constraints = new ArrayList<>();
        while (!cursor.atEnd()) {
            if (cursor.accept("not", "null")) {
                notNull = true;
            } else if (cursor.accept("default")) {
                value = defaultValue(cursor);
            } else if (cursor.accept("generated")) {
                value = generated(cursor);
                notNull |= cursor.at("identity");
            } else if (ConstraintParser.begins(cursor) || cursor.at("references")) {
                addTo(constraints, ConstraintParser.ofColumn(cursor));
            } else {
                cursor.skip();
            }
        }
        return new Column(name, type, notNull, value, constraints);
    }

    private static void addTo(List<Constraint> constraints, @Nullable Constraint constraint) {
        if (constraint != null) {
            constraints.add(constraint);
        }
    }

    private static Column.Value defaultValue(TokenCursor cursor) {
        if (cursor.accept("null")) {
            return new Column.Value.Missing();
        }
        String cause = "";
        while (!cursor.atEnd() && !cursor.atAny(END_OF_DEFAULT)) {
            Token token = cursor.peek();
            Token after = following(cursor);
            if (cause.isEmpty() && token.isName() && after.is("(") && !SAME_FOR_ALL_ROWS.contains(token.text())) {
                cause = "default " + token.text() + "()";
            }
            cursor.take();
        }
        return cause.isEmpty() ? new Column.Value.Shared() : new Column.Value.PerRow(cause);
    }

    private static Token following(TokenCursor cursor) {
        TokenCursor ahead = new TokenCursor(cursor.rest());
        ahead.take();
        return ahead.peek();
    }

    /** Past {@code GENERATED}: an identity, a stored expression, or one computed at each read. */
    private static Column.Value generated(TokenCursor cursor) {
        if (!cursor.accept("always")) {
            cursor.accept("by", "default");
        }
        cursor.accept("as");
        if (cursor.at("identity")) {
            return new Column.Value.PerRow("identity");
        }
        cursor.inParentheses();
        return cursor.accept("stored") ? new Column.Value.PerRow("generated … stored") : new Column.Value.Shared();
    }
}
