package io.initmigrator.lint.ddl;

import io.initmigrator.lint.sql.Token;
import io.initmigrator.lint.sql.TokenCursor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Type of a column.
 *
 * @param base name without modifiers, aliases resolved, {@code []} at the end for an array
 * @param modifiers length, or precision and scale
 */
public record ColumnType(String base, List<Integer> modifiers) {

    private static final Set<String> END = Set.of(
            "default",
            "not",
            "null",
            "check",
            "unique",
            "primary",
            "references",
            "constraint",
            "generated",
            "collate",
            "using",
            "compression",
            "storage",
            "deferrable",
            "initially",
            "options",
            ",",
            ")",
            "");

    private static final Map<String, String> ALIASES = Map.ofEntries(
            Map.entry("int", "integer"),
            Map.entry("int2", "smallint"),
            Map.entry("int4", "integer"),
            Map.entry("int8", "bigint"),
            Map.entry("bool", "boolean"),
            Map.entry("varchar", "character varying"),
            Map.entry("char", "character"),
            Map.entry("bpchar", "character"),
            Map.entry("decimal", "numeric"),
            Map.entry("dec", "numeric"),
            Map.entry("float", "double precision"),
            Map.entry("float4", "real"),
            Map.entry("float8", "double precision"),
            Map.entry("timestamptz", "timestamp with time zone"),
            Map.entry("timestamp without time zone", "timestamp"),
            Map.entry("timetz", "time with time zone"),
            Map.entry("time without time zone", "time"));

    private static final Set<String> SERIALS =
            Set.of("serial", "serial2", "serial4", "serial8", "smallserial", "bigserial");

    private static final List<String> INTEGERS = List.of("smallint", "integer", "bigint");

    /** Types whose modifier only limits what may be stored, so that to raise it touches no row. */
    private static final Set<String> WIDENED_IN_PLACE = Set.of(
            "character varying",
            "bit varying",
            "timestamp",
            "timestamp with time zone",
            "time",
            "time with time zone",
            "interval");

    public static ColumnType read(TokenCursor cursor) {
        List<String> words = new ArrayList<>();
        List<Integer> modifiers = List.of();
        String suffix = "";
        while (!cursor.atEnd() && !isEnd(cursor.peek())) {
            if (cursor.at("(")) {
                modifiers = numbers(cursor.inParentheses());
            } else if (cursor.accept("[") || cursor.accept("array")) {
                suffix = "[]";
            } else if (cursor.accept(".")) {
                words.removeLast();
            } else {
                Token token = cursor.take();
                if (token.isName()) {
                    words.add(token.text());
                }
            }
        }
        String name = String.join(" ", words);
        return new ColumnType(ALIASES.getOrDefault(name, name) + suffix, modifiers);
    }

    boolean isSerial() {
        return SERIALS.contains(base);
    }

    /** Whether every value of this type fits into {@code wider} and old code need not notice. */
    public boolean widensTo(ColumnType wider) {
        if (isText() && wider.isText()) {
            return wider.modifiers.isEmpty()
                    || (!modifiers.isEmpty() && modifiers.getFirst() <= wider.modifiers.getFirst());
        }
        if (INTEGERS.contains(base) && INTEGERS.contains(wider.base)) {
            return INTEGERS.indexOf(base) <= INTEGERS.indexOf(wider.base);
        }
        return base.equals(wider.base) && !narrowsTo(wider);
    }

    /**
     * Whether a change from this to {@code other} makes PostgreSQL write every row anew.
     *
     * @param utc whether the session's time zone is UTC, where timestamps with and without one are the same
     */
    public boolean rewrittenTo(ColumnType other, boolean utc) {
        if (utc && isTimestamp() && other.isTimestamp()) {
            return narrowsTo(other);
        }
        if (isText() && other.isText()) {
            return !widensTo(other);
        }
        if (!base.equals(other.base)) {
            return true;
        }
        if (modifiers.equals(other.modifiers)) {
            return false;
        }
        return base.equals("numeric")
                ? narrowsTo(other) || (!other.modifiers.isEmpty() && scale() != other.scale())
                : !WIDENED_IN_PLACE.contains(base) || narrowsTo(other);
    }

    /** {@code text}, or {@code character varying} without a length: most often reached from a shorter one, in place. */
    public boolean isUnlimitedText() {
        return isText() && modifiers.isEmpty();
    }

    @Override
    public String toString() {
        return modifiers.isEmpty()
                ? base
                : base + "("
                        + String.join(
                                ",", modifiers.stream().map(String::valueOf).toList()) + ")";
    }

    private boolean isText() {
        return base.equals("text") || base.equals("character varying");
    }

    private boolean isTimestamp() {
        return base.equals("timestamp") || base.equals("timestamp with time zone");
    }

    private boolean narrowsTo(ColumnType other) {
        if (other.modifiers.isEmpty()) {
            return false;
        }
        return modifiers.isEmpty() || modifiers.getFirst() > other.modifiers.getFirst();
    }

    private int scale() {
        return modifiers.size() > 1 ? modifiers.get(1) : 0;
    }

    private static boolean isEnd(Token token) {
        return token.kind() != Token.Kind.QUOTED_NAME && END.contains(token.text());
    }

    private static List<Integer> numbers(TokenCursor cursor) {
        return cursor.rest().stream()
                .filter(token ->
                        token.kind() == Token.Kind.NUMBER && token.text().matches("\\d{1,9}"))
                .map(token -> Integer.valueOf(token.text()))
                .toList();
    }
}
