package io.initmigrator.lint.ddl;

import io.initmigrator.lint.report.LockMode;
import io.initmigrator.lint.sql.QualifiedName;
import io.initmigrator.lint.sql.Token;
import io.initmigrator.lint.sql.TokenCursor;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what follows {@code CREATE}. */
final class CreateParser {

    private CreateParser() {}

    static Ddl parse(TokenCursor cursor) {
        cursor.accept("or", "replace");
        cursor.acceptAny("global", "local");
        boolean temporary = cursor.acceptAny("temporary", "temp");
        cursor.acceptAny("unlogged", "foreign", "constraint");
        boolean materialized = cursor.accept("materialized");
        cursor.acceptAny("recursive", "trusted");
        boolean unique = cursor.accept("unique");
        return switch (cursor.take().keyword()) {
            case "table" -> table(cursor, temporary);
            case "view" -> view(cursor, materialized, temporary);
            case "index" -> index(cursor, unique);
            case "sequence" -> sequence(cursor, temporary);
            case "type" -> type(cursor);
            case "domain" -> domain(cursor);
            case "function", "procedure" -> function(cursor);
            case "trigger" -> trigger(cursor);
            case "policy" -> lockedBehind("on", cursor, LockMode.ACCESS_EXCLUSIVE);
            case "rule" -> lockedBehind("to", cursor, LockMode.ACCESS_EXCLUSIVE);
            case "statistics" -> lockedBehind("from", cursor, LockMode.SHARE_UPDATE_EXCLUSIVE);
            default -> new Ddl.Other();
        };
    }

    /** {@code SELECT … INTO}, whose {@code into} stands before the name of the table. */
    static Ddl selectInto(TokenCursor into, TokenCursor query) {
        boolean temporary = into.acceptAny("temporary", "temp");
        into.accept("unlogged");
        into.accept("table");
        return new Ddl.CreateTable(
                into.name(),
                temporary,
                false,
                List.of(),
                List.of(),
                Set.of(),
                List.of(),
                null,
                WriteParser.sources(query));
    }

    private static Ddl table(TokenCursor cursor, boolean temporary) {
        boolean ifNotExists = cursor.accept("if", "not", "exists");
        QualifiedName name = cursor.name();
        List<QualifiedName> parents = new ArrayList<>();
        boolean isPartition = cursor.accept("partition", "of");
        if (isPartition) {
            parents.add(cursor.name());
        } else if (cursor.accept("of")) {
            cursor.name();
        }
        List<Column> columns = new ArrayList<>();
        List<Constraint> constraints = new ArrayList<>();
        for (TokenCursor item : cursor.inParentheses().items()) {
            if (ConstraintParser.begins(item)) {
                constraints.add(ConstraintParser.ofTable(item));
            } else if (!item.at("like")) {
                columns.add(ColumnParser.parse(item));
            }
        }
        Ddl.@Nullable Partition partition =
                isPartition ? new Ddl.Partition(parents.getFirst(), cursor.at("default")) : null;
        if (cursor.accept("inherits")) {
            TokenCursor list = cursor.inParentheses();
            parents.addAll(list.atEnd() ? List.of() : list.names());
        }
        Set<String> partitionKey = partitionKey(cursor);
        List<QualifiedName> sources = cursor.skipTo("as") ? WriteParser.sources(cursor) : List.of();
        return new Ddl.CreateTable(
                name, temporary, ifNotExists, columns, constraints, partitionKey, parents, partition, sources);
    }

    /** Past {@code PARTITION BY RANGE}; its method stands for a key that cannot be read. */
    private static Set<String> partitionKey(TokenCursor cursor) {
        TokenCursor ahead = cursor.copy();
        while (ahead.skipTo("partition")) {
            ahead.take();
            if (ahead.accept("by")) {
                String method = ahead.take().text();
                Set<String> key = words(ahead.inParentheses());
                return key.isEmpty() ? Set.of(method) : key;
            }
        }
        return Set.of();
    }

    private static Ddl view(TokenCursor cursor, boolean materialized, boolean temporary) {
        boolean ifNotExists = cursor.accept("if", "not", "exists");
        QualifiedName name = cursor.name();
        boolean filled = materialized && !cursor.has("no", "data");
        return new Ddl.CreateView(
                name, materialized, temporary, ifNotExists, filled, WriteParser.sources(cursor), words(cursor));
    }

    private static Ddl sequence(TokenCursor cursor, boolean temporary) {
        cursor.accept("if", "not", "exists");
        return new Ddl.CreateSequence(cursor.name(), temporary);
    }

    private static Ddl type(TokenCursor cursor) {
        QualifiedName name = cursor.name();
        return new Ddl.CreateType(name, cursor.at("as", "enum"));
    }

    private static Ddl domain(TokenCursor cursor) {
        QualifiedName name = cursor.name();
        cursor.accept("as");
        ColumnType base = ColumnType.read(cursor);
        boolean notNull = cursor.has("not", "null");
        return new Ddl.CreateDomain(name, base, notNull || cursor.has("check"), notNull, cursor.has("default"));
    }

    private static Ddl trigger(TokenCursor cursor) {
        if (!cursor.skipTo("on")) {
            return new Ddl.Other();
        }
        cursor.take();
        QualifiedName table = cursor.name();
        QualifiedName none = new QualifiedName("", "");
        boolean calls =
                cursor.skipTo("execute") && cursor.accept("execute") && cursor.acceptAny("function", "procedure");
        return new Ddl.CreateTrigger(table, calls ? cursor.name() : none);
    }

    private static Ddl function(TokenCursor cursor) {
        QualifiedName name = cursor.name();
        boolean stable = cursor.has("stable") || cursor.has("immutable");
        return new Ddl.CreateFunction(name, !stable);
    }

    private static Ddl index(TokenCursor cursor, boolean unique) {
        boolean concurrently = cursor.accept("concurrently");
        boolean ifNotExists = cursor.accept("if", "not", "exists");
        String name = cursor.at("on") ? "" : cursor.name().local();
        cursor.accept("on");
        boolean only = cursor.accept("only");
        QualifiedName table = cursor.name();
        if (cursor.accept("using")) {
            cursor.take();
        }
        TokenCursor definition = cursor.copy();
        List<String> keys = new ArrayList<>();
        boolean computed = cursor.has("where");
        for (TokenCursor key : cursor.inParentheses().items()) {
            boolean expression = isExpression(key);
            computed |= expression;
            keys.add(expression ? nameOfExpression(key) : key.peek().text());
        }
        Index index = new Index(name, table, unique, keys, words(definition), computed);
        return new Ddl.CreateIndex(index, concurrently, ifNotExists, only);
    }

    /** A function's call or anything in parentheses; an operator class with parameters stands behind the column. */
    private static boolean isExpression(TokenCursor key) {
        return key.at("(")
                || (key.peek().isName()
                        && (key.peekSecond().is("(") || key.peekSecond().is(".")));
    }

    /** As PostgreSQL's FigureIndexColname: a function's name, {@code expr} for any other expression. */
    private static String nameOfExpression(TokenCursor key) {
        TokenCursor inner = key.at("(") ? key.inParentheses().unwrapped() : key.copy();
        Token first = inner.peek();
        QualifiedName name = inner.name();
        return first.isName() && inner.at("(") ? name.local() : "expr";
    }

    private static Set<String> words(TokenCursor definition) {
        Set<String> words = new LinkedHashSet<>();
        definition.rest().stream().filter(Token::isName).map(Token::text).forEach(words::add);
        return words;
    }

    private static Ddl lockedBehind(String word, TokenCursor cursor, LockMode mode) {
        return cursor.skipTo(word) && cursor.accept(word)
                ? new Ddl.LockedBy(List.of(cursor.name()), mode)
                : new Ddl.Other();
    }
}
