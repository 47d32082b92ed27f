package io.initmigrator.lint.sql;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Evaluates what is put together from literals alone: {@code 'a'}, {@code 'a' || 'b'}, {@code format('a %I', 'b')}. */
final class LiteralExpression {

    private static final int MAX_DEPTH = 20;

    private LiteralExpression() {}

    /** The value of the expression that begins at {@code cursor}, up to {@code INTO} or {@code USING}; null if it is not known. */
    static @Nullable String evaluate(TokenCursor cursor) {
        return evaluate(cursor, MAX_DEPTH);
    }

    private static @Nullable String evaluate(TokenCursor cursor, int depth) {
        if (depth == 0) {
            return null;
        }
        TokenCursor expression = cursor.copy();
        StringBuilder value = new StringBuilder();
        do {
            String part = part(expression, depth - 1);
            if (part == null) {
                return null;
            }
            value.append(part);
        } while (expression.accept("|", "|"));
        return expression.atEnd() || expression.atAny("into", "using") ? value.toString() : null;
    }

    private static @Nullable String part(TokenCursor expression, int depth) {
        if (expression.peek().isLiteral()) {
            return expression.take().text();
        }
        if (expression.at("(")) {
            return evaluate(expression.inParentheses(), depth);
        }
        return expression.accept("format") ? format(expression.inParentheses(), depth) : null;
    }

    private static @Nullable String format(TokenCursor call, int depth) {
        List<String> arguments = new ArrayList<>();
        for (TokenCursor item : call.items()) {
            String value = evaluate(item, depth);
            if (value == null) {
                return null;
            }
            arguments.add(value);
        }
        return arguments.isEmpty() ? null : format(arguments.getFirst(), arguments.subList(1, arguments.size()));
    }

    private static @Nullable String format(String pattern, List<String> arguments) {
        StringBuilder value = new StringBuilder();
        Iterator<String> next = arguments.iterator();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c != '%') {
                value.append(c);
                continue;
            }
            char conversion = ++i < pattern.length() ? pattern.charAt(i) : ' ';
            if (conversion == '%') {
                value.append('%');
            } else if (!next.hasNext() || "sIL".indexOf(conversion) < 0) {
                return null;
            } else {
                value.append(quoted(conversion, next.next()));
            }
        }
        return value.toString();
    }

    private static String quoted(char conversion, String argument) {
        return switch (conversion) {
            case 'I' -> '"' + argument.replace("\"", "\"\"") + '"';
            case 'L' -> '\'' + argument.replace("'", "''") + '\'';
            default -> argument;
        };
    }
}
