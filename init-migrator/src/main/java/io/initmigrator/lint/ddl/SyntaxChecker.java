package io.initmigrator.lint.ddl;

import io.initmigrator.lint.sql.Statement;
import io.initmigrator.lint.sql.SyntaxProblem;
import io.initmigrator.lint.sql.Token;
import io.initmigrator.lint.sql.TokenCursor;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds what PostgreSQL's grammar does not have: unknown commands and kinds of objects, names that are missing, brackets that
 * do not match. Finds no other error, and never one in a correct statement.
 */
public final class SyntaxChecker {

    private static final Set<String> COMMANDS = Set.of(
            "abort",
            "alter",
            "analyse",
            "analyze",
            "begin",
            "call",
            "checkpoint",
            "close",
            "cluster",
            "comment",
            "commit",
            "copy",
            "create",
            "deallocate",
            "declare",
            "delete",
            "discard",
            "do",
            "drop",
            "end",
            "execute",
            "explain",
            "fetch",
            "grant",
            "import",
            "insert",
            "listen",
            "load",
            "lock",
            "merge",
            "move",
            "notify",
            "prepare",
            "reassign",
            "refresh",
            "reindex",
            "release",
            "reset",
            "revoke",
            "rollback",
            "savepoint",
            "security",
            "select",
            "set",
            "show",
            "start",
            "table",
            "truncate",
            "unlisten",
            "update",
            "vacuum",
            "values",
            "with",
            "(");

    private static final Set<String> OBJECTS = Set.of(
            "access",
            "aggregate",
            "cast",
            "collation",
            "conversion",
            "database",
            "default",
            "domain",
            "event",
            "extension",
            "foreign",
            "function",
            "group",
            "index",
            "language",
            "large",
            "materialized",
            "operator",
            "policy",
            "procedural",
            "procedure",
            "property",
            "publication",
            "role",
            "routine",
            "rule",
            "schema",
            "sequence",
            "server",
            "statistics",
            "subscription",
            "table",
            "tablespace",
            "text",
            "transform",
            "trigger",
            "type",
            "user",
            "view");

    private static final Set<String> OF_CREATE = Set.of(
            "constraint", "global", "local", "or", "recursive", "temp", "temporary", "trusted", "unique", "unlogged");

    private static final Set<String> OF_ALTER = Set.of("system");

    private static final Set<String> OF_DROP = Set.of("owned");

    /** Reserved words, none of which is a name without quotes. */
    private static final Set<String> RESERVED = Set.of(
            "all",
            "analyse",
            "analyze",
            "and",
            "any",
            "array",
            "as",
            "asc",
            "asymmetric",
            "both",
            "case",
            "cast",
            "check",
            "collate",
            "column",
            "constraint",
            "create",
            "default",
            "deferrable",
            "desc",
            "distinct",
            "do",
            "else",
            "end",
            "except",
            "false",
            "fetch",
            "for",
            "foreign",
            "from",
            "grant",
            "group",
            "having",
            "in",
            "initially",
            "intersect",
            "into",
            "lateral",
            "leading",
            "limit",
            "not",
            "null",
            "offset",
            "on",
            "only",
            "or",
            "order",
            "placing",
            "primary",
            "references",
            "returning",
            "select",
            "some",
            "symmetric",
            "table",
            "then",
            "to",
            "trailing",
            "true",
            "union",
            "unique",
            "user",
            "using",
            "variadic",
            "when",
            "where",
            "window",
            "with");

    private static final Set<String> TABLE_CHANGES = Set.of(
            "add",
            "alter",
            "attach",
            "cluster",
            "detach",
            "disable",
            "drop",
            "enable",
            "force",
            "inherit",
            "no",
            "not",
            "of",
            "options",
            "owner",
            "rename",
            "replica",
            "reset",
            "set",
            "validate");

    private static final int MAX_SHOWN = 30;

    private SyntaxChecker() {}

    /** The first error that is found; null for none. */
    public static @Nullable SyntaxProblem check(Statement statement) {
        TokenCursor cursor = statement.cursor();
        Token first = cursor.peek();
        if (hasPlaceholder(first)) {
            return null;
        }
        if (!COMMANDS.contains(first.keyword())) {
            return at(first);
        }
        Token bracket = statement.isWhole() ? cursor.unmatched() : null;
        if (bracket != null) {
            return at(bracket);
        }
        cursor.take();
        return switch (first.keyword()) {
            case "create" -> create(cursor);
            case "alter" -> alter(cursor);
            case "drop" -> kind(cursor, OF_DROP);
            case "insert" -> cursor.accept("into") ? name(cursor) : expected(cursor);
            case "delete" -> cursor.accept("from") ? null : expected(cursor);
            case "update" -> update(cursor);
            default -> null;
        };
    }

    private static @Nullable SyntaxProblem create(TokenCursor cursor) {
        SyntaxProblem unknown = kind(cursor.copy(), OF_CREATE);
        if (unknown != null) {
            return unknown;
        }
        cursor.accept("or", "replace");
        while (cursor.acceptAny("global", "local", "temporary", "temp", "unlogged", "recursive", "trusted", "unique")) {
            // The kind comes after them.
        }
        if (cursor.accept("table")) {
            return createTable(cursor);
        }
        return kind(cursor, OF_CREATE);
    }

    private static @Nullable SyntaxProblem createTable(TokenCursor cursor) {
        cursor.accept("if", "not", "exists");
        SyntaxProblem problem = name(cursor);
        if (problem != null) {
            return problem;
        }
        cursor.name();
        return cursor.at("(") ? items(cursor.inParentheses()) : null;
    }

    private static @Nullable SyntaxProblem alter(TokenCursor cursor) {
        SyntaxProblem unknown = kind(cursor.copy(), OF_ALTER);
        if (unknown != null || !cursor.accept("table") || cursor.at("all", "in")) {
            return unknown;
        }
        cursor.accept("if", "exists");
        cursor.accept("only");
        SyntaxProblem problem = name(cursor);
        if (problem != null) {
            return problem;
        }
        cursor.name();
        cursor.accept("*");
        SyntaxProblem missing = items(cursor.copy());
        if (missing != null) {
            return missing;
        }
        for (TokenCursor item : cursor.items()) {
            Token verb = item.peek();
            if (!TABLE_CHANGES.contains(verb.keyword()) && !hasPlaceholder(verb)) {
                return at(verb);
            }
        }
        return null;
    }

    private static @Nullable SyntaxProblem update(TokenCursor cursor) {
        cursor.accept("only");
        SyntaxProblem problem = name(cursor);
        if (problem != null) {
            return problem;
        }
        cursor.name();
        cursor.accept("*");
        if (cursor.at("set")) {
            return null;
        }
        cursor.accept("as");
        Token alias = cursor.take();
        return cursor.at("set") || hasPlaceholder(alias) || hasPlaceholder(cursor.peek()) ? null : expected(cursor);
    }

    /** Nothing stands between two commas, or behind the last. */
    private static @Nullable SyntaxProblem items(TokenCursor cursor) {
        boolean comma = false;
        boolean first = true;
        while (!cursor.atEnd()) {
            if (cursor.at(",") && (comma || first)) {
                return at(cursor.peek());
            }
            comma = cursor.at(",");
            first = false;
            cursor.skip();
        }
        return comma ? new SyntaxProblem(cursor.previous().place(), "syntax error after \",\"") : null;
    }

    private static @Nullable SyntaxProblem kind(TokenCursor cursor, Set<String> more) {
        Token kind = cursor.peek();
        boolean known = OBJECTS.contains(kind.keyword()) || more.contains(kind.keyword()) || hasPlaceholder(kind);
        return known ? null : expected(cursor);
    }

    private static @Nullable SyntaxProblem name(TokenCursor cursor) {
        Token token = cursor.peek();
        boolean isName = token.isName() && !RESERVED.contains(token.keyword());
        return isName ? null : expected(cursor);
    }

    private static SyntaxProblem expected(TokenCursor cursor) {
        return cursor.atEnd()
                ? new SyntaxProblem(cursor.previous().place(), "syntax error at end of statement")
                : at(cursor.peek());
    }

    private static SyntaxProblem at(Token token) {
        String text = token.text().length() > MAX_SHOWN ? token.text().substring(0, MAX_SHOWN) + "…" : token.text();
        return new SyntaxProblem(
                token.place(),
                token.isLiteral() ? "syntax error at a string" : "syntax error at or near \"" + text + "\"");
    }

    private static boolean hasPlaceholder(Token token) {
        return token.text().contains("${");
    }
}
