package io.initmigrator.lint.ddl;

import io.initmigrator.lint.report.LockMode;
import io.initmigrator.lint.sql.QualifiedName;
import io.initmigrator.lint.sql.Statement;
import io.initmigrator.lint.sql.StatementReader;
import io.initmigrator.lint.sql.SuppressionComments;
import io.initmigrator.lint.sql.Token;
import io.initmigrator.lint.sql.TokenCursor;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads what follows {@code CREATE}. */
final class CreateParser {

    /** Those options of {@code LIKE … INCLUDING} that matter. */
    private static final Set<String> COPIED_BY_LIKE =
            Set.of("constraints", "defaults", "generated", "identity", "indexes");

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
            case "schema" -> schema(cursor);
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
                List.of(),
                WriteParser.sources(query));
    }

    private static Ddl table(TokenCursor cursor, boolean temporary) {
        boolean ifNotExists = cursor.accept("if", "not", "exists");
        QualifiedName name = cursor.name();
        boolean ofSession = temporary || name.schema().equals("pg_temp");
        List<QualifiedName> parents = new ArrayList<>();
        List<Ddl.Template> templates = new ArrayList<>();
        boolean isPartition = cursor.accept("partition", "of");
        if (isPartition) {
            parents.add(cursor.name());
        } else if (cursor.accept("of")) {
            templates.add(new Ddl.Template(cursor.name(), Set.of()));
        }
        List<Column> columns = new ArrayList<>();
        List<Constraint> constraints = new ArrayList<>();
        for (TokenCursor item : cursor.inParentheses().items()) {
            if (ConstraintParser.begins(item)) {
                constraints.add(ConstraintParser.ofTable(item));
            } else if (item.accept("like")) {
                templates.add(template(item));
            } else {
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
                name,
                ofSession,
                ifNotExists,
                columns,
                constraints,
                partitionKey,
                parents,
                partition,
                templates,
                sources);
    }

    private static Ddl.Template template(TokenCursor cursor) {
        QualifiedName source = cursor.name();
        Set<String> including = new LinkedHashSet<>();
        while (cursor.atAny("including", "excluding")) {
            boolean include = cursor.take().is("including");
            String option = cursor.take().keyword();
            Set<String> options = option.equals("all") ? COPIED_BY_LIKE : Set.of(option);
            if (include) {
                including.addAll(options);
            } else {
                including.removeAll(options);
            }
        }
        return new Ddl.Template(source, including);
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
        QualifiedName name = cursor.name();
        return new Ddl.CreateSequence(name, temporary, cursor.skipTo("owned") ? owner(cursor) : null);
    }

    /** Past {@code OWNED BY table.column}; null for {@code NONE}. */
    static Ddl.@Nullable OwningColumn owner(TokenCursor cursor) {
        cursor.accept("owned", "by");
        List<String> parts = new ArrayList<>();
        do {
            parts.add(cursor.take().text());
        } while (cursor.accept("."));
        if (parts.size() < 2) {
            return null;
        }
        String schema = parts.size() > 2 ? parts.get(parts.size() - 3) : "";
        return new Ddl.OwningColumn(new QualifiedName(schema, parts.get(parts.size() - 2)), parts.getLast());
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
        boolean constrained = notNull || cursor.has("check");
        Column.Value value = cursor.skipTo("default") && cursor.accept("default")
                ? ColumnParser.defaultValue(cursor)
                : new Column.Value.None();
        return new Ddl.CreateDomain(name, base, constrained, notNull, value);
    }

    private static Ddl trigger(TokenCursor cursor) {
        String trigger = cursor.take().text();
        if (!cursor.has("on")) {
            return new Ddl.Other();
        }
        Set<String> events = cursor.upTo("on").rest().stream()
                .map(Token::keyword)
                .filter(Set.of("insert", "update", "delete", "truncate")::contains)
                .map(event -> event.toUpperCase(Locale.ROOT))
                .collect(Collectors.toSet());
        QualifiedName table = cursor.name();
        QualifiedName none = new QualifiedName("", "");
        boolean eachRow = cursor.has("for", "row") || cursor.has("for", "each", "row");
        boolean calls =
                cursor.skipTo("execute") && cursor.accept("execute") && cursor.acceptAny("function", "procedure");
        return new Ddl.CreateTrigger(trigger, table, calls ? cursor.name() : none, events, eachRow);
    }

    private static Ddl function(TokenCursor cursor) {
        QualifiedName name = cursor.name();
        String parameters =
                cursor.inParentheses().rest().stream().map(Token::text).collect(Collectors.joining(" "));
        boolean stable = cursor.has("stable") || cursor.has("immutable");
        return new Ddl.CreateFunction(name, parameters, !stable, inlined(cursor));
    }

    /** The functions in {@code SELECT expression}, the body of one in SQL; null for any other. */
    private static @Nullable List<QualifiedName> inlined(TokenCursor cursor) {
        boolean plain = cursor.has("language", "sql")
                && !cursor.has("setof")
                && !cursor.has("returns", "table")
                && !cursor.has("strict")
                && !cursor.has("on", "null", "input")
                && !cursor.has("definer")
                && !cursor.has("set");
        TokenCursor body = cursor.copy();
        if (!plain || !body.skipTo("as") || !body.accept("as") || !body.peek().isLiteral()) {
            return null;
        }
        StatementReader reader = new StatementReader(body.peek().text(), new SuppressionComments());
        Statement only = reader.next();
        if (only == null || reader.next() != null) {
            return null;
        }
        TokenCursor query = only.cursor();
        boolean simple = query.accept("select")
                && !query.flat().has("from")
                && !query.flat().has("select");
        return simple ? FunctionCalls.in(query) : null;
    }

    private static Ddl schema(TokenCursor cursor) {
        cursor.accept("if", "not", "exists");
        cursor.accept("authorization");
        String name = cursor.take().text();
        return new Ddl.CreateSchema(name);
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
