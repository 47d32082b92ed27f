package io.initmigrator.lint.sql;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The functions and procedures that scripts have created, by name, to read what a call of them does. */
public final class Routines {

    /** A routine's body; the text of one in another language than SQL and PL/pgSQL is not known. */
    private record Body(Token text, boolean inSql) {}

    private static final int MAX_DEPTH = 20;

    private final Map<String, Body> bodies = new HashMap<>();

    /**
     * Passes each statement on, and after it the statements of the routines that it calls, at its own place. A routine is read
     * once only, whatever number of calls there are, so that the time stays linear.
     */
    public Consumer<Statement> withCalls(Consumer<Statement> action) {
        Set<String> read = new HashSet<>();
        return statement -> accept(statement, action, read, MAX_DEPTH);
    }

    private void accept(Statement statement, Consumer<Statement> action, Set<String> read, int depth) {
        action.accept(statement);
        learn(statement);
        if (depth == 0 || bodies.isEmpty() || !mayCall(statement.cursor())) {
            return;
        }
        List<Token> tokens = statement.tokens();
        for (int i = 0; i + 1 < tokens.size(); i++) {
            Token name = tokens.get(i);
            if (name.isName()
                    && tokens.get(i + 1).is("(")
                    && bodies.containsKey(name.text())
                    && read.add(name.text())) {
                forEachStatement(name.text(), name.place(), each -> accept(each, action, read, depth - 1));
            }
        }
    }

    /** Passes on each statement of a routine, as if all of it were at {@code place}; nothing if it is not known. */
    public void forEachStatement(String routine, Place place, Consumer<Statement> action) {
        Body body = bodies.get(routine);
        if (body == null) {
            return;
        }
        Consumer<Statement> placed = statement -> action.accept(at(place, statement));
        if (body.inSql()) {
            StatementReader reader =
                    new StatementReader(new Lexer(body.text().text(), 1, 1, new SuppressionComments()), true);
            for (Statement next = reader.next(); next != null; next = reader.next()) {
                placed.accept(next);
            }
        } else {
            DoBlockReader.forEachStatementIn(body.text(), placed);
        }
    }

    private static Statement at(Place place, Statement statement) {
        List<Token> tokens = new ArrayList<>();
        for (Token token : statement.tokens()) {
            tokens.add(new Token(token.kind(), token.text(), place.line(), place.column()));
        }
        return new Statement(tokens, true);
    }

    private static boolean mayCall(TokenCursor cursor) {
        return cursor.atAny("select", "perform", "call", "with");
    }

    private void learn(Statement statement) {
        TokenCursor cursor = statement.cursor();
        if (!cursor.accept("create")) {
            return;
        }
        cursor.accept("or", "replace");
        if (cursor.acceptAny("function", "procedure")) {
            String name = cursor.name().local();
            Body body = bodyOf(cursor);
            if (body == null) {
                bodies.remove(name);
            } else {
                bodies.put(name, body);
            }
        }
    }

    private static @Nullable Body bodyOf(TokenCursor cursor) {
        Token text = null;
        String language = "";
        while (!cursor.atEnd()) {
            if (cursor.accept("language")) {
                language = cursor.take().text();
            } else if (cursor.accept("as") && cursor.peek().isLiteral()) {
                text = cursor.take();
            } else {
                cursor.skip();
            }
        }
        boolean inSql = language.equals("sql");
        return text != null && (inSql || language.equals("plpgsql")) ? new Body(text, inSql) : null;
    }
}
