package io.initmigrator.lint.sql;

import java.util.ArrayList;
import java.util.List;

/** The SQL statements in the PL/pgSQL body of a {@code DO}, which run when the script does. */
public final class DoBlockReader {

    private DoBlockReader() {}

    /** Empty for any other statement. */
    public static List<Statement> statementsIn(Statement statement, SuppressionComments ignores) {
        if (!statement.tokens().getFirst().is("do")) {
            return List.of();
        }
        List<Statement> inner = new ArrayList<>();
        for (Token token : statement.tokens()) {
            if (token.kind() == Token.Kind.BODY) {
                StatementReader reader = new StatementReader(new Lexer(token.text(), token.line(), ignores), true);
                for (Statement next = reader.next(); next != null; next = reader.next()) {
                    addBare(next, inner);
                }
            }
        }
        return inner;
    }

    /** Without the control structures in front: {@code IF … THEN}, {@code BEGIN}, {@code FOR … LOOP}. */
    private static void addBare(Statement statement, List<Statement> to) {
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
        if (!cursor.atEnd()) {
            to.add(new Statement(List.copyOf(cursor.rest()), true));
        }
    }
}
