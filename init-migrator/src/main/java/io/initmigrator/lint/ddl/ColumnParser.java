package io.initmigrator.lint.ddl;

import io.initmigrator.lint.sql.QualifiedName;
import io.initmigrator.lint.sql.TokenCursor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads how a column is declared. */
public final class ColumnParser {

    private static final String[] END_OF_DEFAULT = {
        "not",
        "null",
        "check",
        "unique",
        "primary",
        "references",
        "constraint",
        "generated",
        "collate",
        "deferrable",
        "initially",
        "no"
    };

    private ColumnParser() {}

    /** A column's name, type and constraints, to the end of {@code cursor}. */
    public static Column parse(TokenCursor cursor) {
        String name = cursor.take().text();
        ColumnType type = hasNoType(cursor) ? new ColumnType("", List.of(), false) : ColumnType.read(cursor);
        Column.Value value = type.isSerial() ? new Column.Value.Sequence(type.base()) : new Column.Value.None();
        boolean notNull = type.isSerial();
        List<Constraint> constraints = new ArrayList<>();
        while (!cursor.atEnd()) {
            if (cursor.accept("not", "null")) {
                notNull = true;
                skipAttributes(cursor);
            } else if (cursor.accept("default")) {
                value = defaultValue(cursor);
            } else if (cursor.accept("generated")) {
                value = generated(cursor);
                notNull |= value instanceof Column.Value.Sequence;
            } else if (cursor.atAny("constraint", "primary", "unique", "check", "references")) {
                addTo(constraints, ConstraintParser.ofColumn(cursor, name));
            } else {
                cursor.skip();
            }
        }
        notNull |= constraints.stream().anyMatch(each -> each.kind() == Constraint.Kind.PRIMARY_KEY);
        return new Column(name, type, notNull, value, List.copyOf(constraints));
    }

    /** The default that {@code cursor} stands at, up to the next constraint. */
    static Column.Value defaultValue(TokenCursor cursor) {
        TokenCursor expression = cursor.copy();
        boolean isNull = expression.unwrapped().at("null");
        cursor.skip();
        while (!cursor.atEnd() && !cursor.atAny(END_OF_DEFAULT)) {
            cursor.skip();
        }
        TokenCursor whole = expression.firstTokens(expression.size() - cursor.size());
        return isNull && isNullConstant(whole)
                ? new Column.Value.Null()
                : new Column.Value.Default(FunctionCalls.in(whole), sequences(whole));
    }

    /** The names in {@code nextval('a.b')}. */
    private static List<QualifiedName> sequences(TokenCursor expression) {
        List<QualifiedName> sequences = new ArrayList<>();
        TokenCursor cursor = expression.flat();
        while (!cursor.atEnd()) {
            if (cursor.accept("nextval", "(") && cursor.peek().isLiteral()) {
                List<String> parts =
                        List.of(cursor.peek().text().replace("\"", "").split("\\.", -1));
                String schema = parts.size() > 1 ? parts.get(parts.size() - 2) : "";
                sequences.add(new QualifiedName(schema, parts.getLast()));
            }
            cursor.take();
        }
        return sequences;
    }

    /** A column of a typed table or a partition: {@code id WITH OPTIONS PRIMARY KEY}, {@code id NOT NULL}. */
    private static boolean hasNoType(TokenCursor cursor) {
        return cursor.atEnd()
                || cursor.at("with", "options")
                || cursor.atAny(
                        "not", "default", "constraint", "primary", "unique", "check", "references", "generated");
    }

    private static void addTo(List<Constraint> constraints, @Nullable Constraint constraint) {
        if (constraint != null) {
            constraints.add(constraint);
        }
    }

    private static void skipAttributes(TokenCursor cursor) {
        cursor.accept("no", "inherit");
    }

    private static boolean isNullConstant(TokenCursor expression) {
        TokenCursor inner = expression.unwrapped();
        inner.accept("null");
        while (inner.accept(":", ":")) {
            ColumnType.read(inner);
        }
        return inner.atEnd();
    }

    /** Past {@code GENERATED}: an identity, a stored expression, or one computed at each read. */
    private static Column.Value generated(TokenCursor cursor) {
        if (!cursor.accept("always")) {
            cursor.accept("by", "default");
        }
        cursor.accept("as");
        if (cursor.accept("identity")) {
            cursor.inParentheses();
            return new Column.Value.Sequence("identity");
        }
        List<QualifiedName> functions = FunctionCalls.in(cursor.inParentheses());
        boolean stored = cursor.accept("stored");
        cursor.accept("virtual");
        return new Column.Value.Generated(stored, functions);
    }
}
