package io.initmigrator.lint.sql;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Splits a script into statements as psql does: at semicolons outside parentheses and SQL-standard function bodies. */
public final class StatementReader {

    private final Lexer lexer;
    private final boolean inBlock;
    private final List<Token> metaCommands = new ArrayList<>();

    /** Depth in {@code BEGIN ATOMIC … END} and the {@code CASE}s in it. */
    private int atomic;

    private int parentheses;
    private boolean endedInBody;

    public StatementReader(String sql, SuppressionComments suppressions) {
        this(new Lexer(sql, suppressions), false);
    }

    StatementReader(Lexer lexer, boolean inBlock) {
        this.lexer = lexer;
        this.inBlock = inBlock;
    }

    /** The next statement; null at the end. */
    public @Nullable Statement next() {
        List<Token> tokens = new ArrayList<>();
        for (Token token = lexer.next(); token != null; token = lexer.next()) {
            if (token.kind() == Token.Kind.META_COMMAND) {
                metaCommands.add(token);
                if (!token.text().startsWith("\\g")) {
                    continue;
                }
            } else if (!token.is(";") || atomic > 0 || parentheses > 0) {
                nest(tokens, token);
                if (tokens.size() < Statement.MAX_TOKENS) {
                    tokens.add(token);
                }
                continue;
            }
            if (!tokens.isEmpty()) {
                break;
            }
        }
        endedInBody = tokens.isEmpty() ? endedInBody : atomic > 0;
        atomic = 0;
        parentheses = 0;
        if (tokens.isEmpty()) {
            return null;
        }
        Statement statement = new Statement(tokens, inBlock);
        if (copiesFromClient(statement)) {
            lexer.skipCopyData();
        }
        return statement;
    }

    /** The commands of psql so far, which are not SQL. */
    public List<Token> metaCommands() {
        return metaCommands;
    }

    /** Returns whether the last statement ended inside the SQL body of a function. */
    public boolean endedInBody() {
        return endedInBody;
    }

    /** Quote or comment that was opened and never closed. */
    public List<SyntaxProblem> problems() {
        return lexer.problems();
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
