package io.initmigrator.lint.ddl;

import io.initmigrator.lint.sql.QualifiedName;
import io.initmigrator.lint.sql.Token;
import io.initmigrator.lint.sql.TokenCursor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Finds the functions that an expression calls. */
public final class FunctionCalls {

    /** Words that a parenthesis may follow without a call. */
    private static final Set<String> KEYWORDS = Set.of(
            "all",
            "and",
            "any",
            "array",
            "as",
            "at",
            "between",
            "by",
            "case",
            "cast",
            "coalesce",
            "collate",
            "current_time",
            "current_timestamp",
            "default",
            "distinct",
            "else",
            "end",
            "escape",
            "except",
            "exists",
            "extract",
            "filter",
            "from",
            "greatest",
            "grouping",
            "having",
            "ilike",
            "in",
            "intersect",
            "interval",
            "is",
            "isnull",
            "json_array",
            "json_object",
            "least",
            "like",
            "localtime",
            "localtimestamp",
            "not",
            "notnull",
            "null",
            "nullif",
            "on",
            "or",
            "order",
            "over",
            "overlay",
            "position",
            "row",
            "select",
            "similar",
            "some",
            "substring",
            "symmetric",
            "then",
            "to",
            "treat",
            "trim",
            "union",
            "using",
            "values",
            "when",
            "where",
            "within",
            "xmlelement",
            "xmlforest",
            "zone",
            // Types before a literal or with a modifier.
            "bit",
            "bpchar",
            "char",
            "character",
            "dec",
            "decimal",
            "float",
            "nchar",
            "numeric",
            "time",
            "timestamp",
            "timestamptz",
            "timetz",
            "varbit",
            "varchar",
            "varying");

    private FunctionCalls() {}

    /** Their names, in order, at any depth. */
    public static List<QualifiedName> in(TokenCursor expression) {
        List<QualifiedName> calls = new ArrayList<>();
        List<Token> tokens = expression.rest();
        for (int i = 0; i + 1 < tokens.size(); i++) {
            Token token = tokens.get(i);
            if (tokens.get(i + 1).is("(") && isCalled(token) && !isType(tokens, i)) {
                boolean qualified = i >= 2 && tokens.get(i - 1).is(".");
                calls.add(new QualifiedName(qualified ? tokens.get(i - 2).text() : "", token.text()));
            }
        }
        return calls;
    }

    private static boolean isCalled(Token token) {
        return token.kind() == Token.Kind.QUOTED_NAME
                || (token.kind() == Token.Kind.WORD && !KEYWORDS.contains(token.text()));
    }

    /** After {@code ::} or {@code AS}, perhaps with a schema between. */
    private static boolean isType(List<Token> tokens, int index) {
        int before = index - 1;
        while (before >= 1 && tokens.get(before).is(".")) {
            before -= 2;
        }
        return before >= 0
                && (tokens.get(before).is("as")
                        || (before >= 1
                                && tokens.get(before).is(":")
                                && tokens.get(before - 1).is(":")));
    }
}
