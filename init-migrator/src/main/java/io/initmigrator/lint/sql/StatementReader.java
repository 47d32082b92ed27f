package io.initmigrator.lint.sql;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cuts a script into statements where psql does: at semicolons outside parentheses and SQL-standard function bodies. */
public final class StatementReader {

    private final Lexer lexer;
    private final boolean inBlock;

    /** How deep in {@code BEGIN ATOMIC … END} and the {@code CASE}s in it. */
    private int atomic;

    private int parentheses;

    public StatementReader(Lexer lexer, boolean inBlock) {
        this.lexer = lexer;
        this.inBlock = inBlock;
    }

    /** The next statement; null at the end. */
    @Nullable
    public Statement next() {
        List<Token> tokens = new ArrayList<>();
        for (Token token = lexer.next(); token != null; token = lexer.next()) {
            if (!token.is(";") || atomic > 0 || parentheses > 0) {
                nest(tokens, token);
                if (tokens.size() < Statement.MOST_TOKENS) {
                    tokens.add(token);
                }
            } else if (!tokens.isEmpty()) {
                break;
            }
        }
        atomic = 0;
        parentheses = 0;
        if (tokens.isEmpty()) {
            return null;
        }
        Statement statement = new Statement(List.copyOf(tokens), inBlock);
        if (copiesFromClient(statement)) {
            lexer.skipCopyData();
        }
        return statement;
    }

    private void nest(List<Token> before, Token token) {
        if (token.is("(")) {
            parentheses++;
        } else if (token.is(")")) {
            parentheses = Math.max(0, parentheses - 1);
        } else if (token.is("atomic") && !before.isEmpty() && before.getLast().is("begin")) {
            atomic++;
        } else if (atomic > 0 && token.is("case")) {
            atomic++;
        } else if (atomic > 0 && token.is("end")) {
            atomic--;
        }
    }

    private static boolean copiesFromClient(Statement statement) {
        TokenCursor cursor = statement.cursor();
        return cursor.accept("copy") && cursor.skipTo("from") && cursor.accept("from", "stdin");
    }
}
