package io.initmigrator.lint.sql;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the SQL statements in the PL/pgSQL body of a {@code DO}, which run when the script does, and those that it runs by
 * {@code EXECUTE} of a literal.
 */
public final class DoBlockReader {

    private final SuppressionComments suppressions;
    private final Consumer<Statement> action;

    private DoBlockReader(SuppressionComments suppressions, Consumer<Statement> action) {
        this.suppressions = suppressions;
        this.action = action;
    }

    /** Passes each statement in {@code statement} to {@code action}, if that is a {@code DO}. */
    public static void forEachStatement(
            Statement statement, SuppressionComments suppressions, Consumer<Statement> action) {
        Token body = bodyOf(statement);
        if (body != null) {
            new DoBlockReader(suppressions, action).readBody(body);
        }
    }

    /** Passes each statement in the PL/pgSQL {@code body} of a function to {@code action}. */
    static void forEachStatementIn(Token body, Consumer<Statement> action) {
        new DoBlockReader(new SuppressionComments(), action).readBody(body);
    }

    private static @Nullable Token bodyOf(Statement statement) {
        TokenCursor cursor = statement.cursor();
        if (!cursor.accept("do")) {
            return null;
        }
        Token body = null;
        String language = "plpgsql";
        while (!cursor.atEnd()) {
            if (cursor.accept("language")) {
                language = cursor.take().text();
            } else if (cursor.peek().isLiteral()) {
                body = cursor.take();
            } else {
                cursor.take();
            }
        }
        return language.equals("plpgsql") ? body : null;
    }

    private void readBody(Token body) {
        StatementReader reader = readerOf(body.text(), body);
        for (Statement next = reader.next(); next != null; next = reader.next()) {
            readBare(next);
        }
    }

    /** Without the control structures in front: {@code IF … THEN}, {@code BEGIN}, {@code FOR … LOOP}. */
    private void readBare(Statement statement) {
        TokenCursor cursor = statement.cursor();
        boolean more = true;
        while (more) {
            if (cursor.atAny("if", "elsif", "elseif", "when", "case")) {
                more = cursor.skipTo("then") && cursor.accept("then");
            } else if (cursor.atAny("for", "while", "foreach")) {
                more = cursor.skipTo("loop") && cursor.accept("loop");
            } else {
                more = cursor.acceptAny("begin", "else", "loop", "exception");
            }
        }
        if (cursor.accept("execute")) {
            execute(cursor);
        } else if (!cursor.atEnd()) {
            action.accept(new Statement(cursor.rest(), true));
        }
    }

    private void execute(TokenCursor cursor) {
        Token first = cursor.unwrapped().peek();
        String sql = LiteralExpression.evaluate(cursor);
        if (sql != null) {
            StatementReader reader = readerOf(sql, first);
            for (Statement next = reader.next(); next != null; next = reader.next()) {
                action.accept(next);
            }
        }
    }

    private StatementReader readerOf(String sql, Token literal) {
        int quote = literal.kind() == Token.Kind.BODY ? 2 : 1;
        return new StatementReader(new Lexer(sql, literal.line(), literal.column() + quote, suppressions), true);
    }
}
