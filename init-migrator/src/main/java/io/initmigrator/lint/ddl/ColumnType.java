package io.initmigrator.lint.ddl;

import io.initmigrator.lint.sql.Token;
import io.initmigrator.lint.sql.TokenCursor;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Type of a column.
 *
 * @param base name without modifiers and schema, aliases resolved
 * @param modifiers length, or precision and scale
 */
public record ColumnType(String base, List<Integer> modifiers, boolean array) {

    private static final Map<String, String> ALIASES = Map.ofEntries(
            Map.entry("int", "integer"),
            Map.entry("int2", "smallint"),
            Map.entry("int4", "integer"),
            Map.entry("int8", "bigint"),
            Map.entry("bool", "boolean"),
            Map.entry("varchar", "character varying"),
            Map.entry("char varying", "character varying"),
            Map.entry("nchar varying", "character varying"),
            Map.entry("national character varying", "character varying"),
            Map.entry("national char varying", "character varying"),
            Map.entry("char", "character"),
            Map.entry("nchar", "character"),
            Map.entry("national character", "character"),
            Map.entry("national char", "character"),
            Map.entry("varbit", "bit varying"),
            Map.entry("decimal", "numeric"),
            Map.entry("dec", "numeric"),
            Map.entry("float4", "real"),
            Map.entry("float8", "double precision"),
            Map.entry("timestamptz", "timestamp with time zone"),
            Map.entry("timestamp without time zone", "timestamp"),
            Map.entry("timetz", "time with time zone"),
            Map.entry("time without time zone", "time"));

    private static final int MAX_BITS_OF_REAL = 24;

    public ColumnType {
        modifiers = List.copyOf(modifiers);
    }

    /** Reads a type, and goes past it. */
    public static ColumnType read(TokenCursor cursor) {
        cursor.accept("setof");
        boolean quoted = cursor.peek().kind() == Token.Kind.QUOTED_NAME;
        String name = cursor.take().text();
        while (cursor.accept(".")) {
            quoted = cursor.peek().kind() == Token.Kind.QUOTED_NAME;
            name = cursor.take().text();
        }
        if (!quoted) {
            name = withMoreWords(name, cursor);
        }
        List<Integer> modifiers = numbers(cursor.inParentheses());
        if (!quoted && (name.equals("timestamp") || name.equals("time"))) {
            name = withTimeZone(name, cursor);
        }
        boolean array = false;
        while (cursor.at("[") || cursor.at("array")) {
            cursor.skip();
            array = true;
        }
        return quoted ? new ColumnType(quotedName(name), modifiers, array) : of(name, modifiers, array);
    }

    /** A type by the name that SQL or the catalogue gives it. */
    public static ColumnType of(String name, List<Integer> modifiers, boolean array) {
        if (name.equals("float")) {
            boolean isReal = !modifiers.isEmpty() && modifiers.getFirst() <= MAX_BITS_OF_REAL;
            return new ColumnType(isReal ? "real" : "double precision", List.of(), array);
        }
        if (name.equals("bpchar")) {
            return new ColumnType("character", modifiers, array);
        }
        String base = ALIASES.getOrDefault(name, name);
        boolean ofOne = modifiers.isEmpty() && (base.equals("character") || base.equals("bit"));
        return new ColumnType(base, ofOne ? List.of(1) : modifiers, array);
    }

    public boolean isSerial() {
        return !stored().base.equals(base);
    }

    /** The type that the column has once it is there: a serial one is an integer. */
    public ColumnType stored() {
        return switch (base) {
            case "serial", "serial4" -> new ColumnType("integer", modifiers, array);
            case "smallserial", "serial2" -> new ColumnType("smallint", modifiers, array);
            case "bigserial", "serial8" -> new ColumnType("bigint", modifiers, array);
            default -> this;
        };
    }

    public boolean isText() {
        return base.equals("text") || base.equals("character varying");
    }

    @Override
    public String toString() {
        String lengths = modifiers.stream().map(String::valueOf).collect(Collectors.joining(",", "(", ")"));
        return base + (modifiers.isEmpty() ? "" : lengths) + (array ? "[]" : "");
    }

    /** {@code "char"} is a type of its own; any other quoted name is as good as one without quotes. */
    private static String quotedName(String name) {
        return name.equals("char") ? "\"char\"" : name;
    }

    private static String withMoreWords(String name, TokenCursor cursor) {
        return switch (name) {
            case "double" -> cursor.accept("precision") ? "double precision" : name;
            case "national" -> withVarying(name + " " + cursor.take().text(), cursor);
            case "character", "char", "nchar", "bit" -> withVarying(name, cursor);
            case "interval" -> {
                while (cursor.atAny("year", "month", "day", "hour", "minute", "second", "to")) {
                    cursor.take();
                }
                yield name;
            }
            default -> name;
        };
    }

    private static String withVarying(String name, TokenCursor cursor) {
        return cursor.accept("varying") ? name + " varying" : name;
    }

    private static String withTimeZone(String name, TokenCursor cursor) {
        if (cursor.accept("with", "time", "zone")) {
            return name + " with time zone";
        }
        cursor.accept("without", "time", "zone");
        return name;
    }

    private static List<Integer> numbers(TokenCursor cursor) {
        return cursor.rest().stream()
                .filter(token ->
                        token.kind() == Token.Kind.NUMBER && token.text().matches("\\d{1,9}"))
                .map(token -> Integer.valueOf(token.text()))
                .toList();
    }
}
