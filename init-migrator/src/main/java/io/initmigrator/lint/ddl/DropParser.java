package io.initmigrator.lint.ddl;

import io.initmigrator.lint.report.LockMode;
import io.initmigrator.lint.sql.QualifiedName;
import io.initmigrator.lint.sql.Token;
import io.initmigrator.lint.sql.TokenCursor;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Reads what follows {@code DROP}. */
final class DropParser {

    private DropParser() {}

    static Ddl parse(TokenCursor cursor) {
        if (cursor.accept("index")) {
            boolean concurrently = cursor.accept("concurrently");
            boolean ifExists = cursor.accept("if", "exists");
            List<QualifiedName> indexes = cursor.names();
            return new Ddl.DropIndex(indexes, concurrently, ifExists, cursor.at("cascade"));
        }
        if (cursor.accept("trigger")) {
            boolean ifExists = cursor.accept("if", "exists");
            String trigger = cursor.take().text();
            return cursor.accept("on") ? new Ddl.DropTrigger(trigger, cursor.name(), ifExists) : new Ddl.Other();
        }
        if (cursor.atAny("policy", "rule") && cursor.skipTo("on")) {
            cursor.take();
            return new Ddl.LockedBy(List.of(cursor.name()), LockMode.ACCESS_EXCLUSIVE);
        }
        if (cursor.accept("owned", "by")) {
            return new Ddl.DropOwned(cursor.rest().stream()
                    .takeWhile(token -> !token.is("cascade") && !token.is("restrict"))
                    .map(Token::text)
                    .collect(Collectors.joining(" ")));
        }
        String kind = cursor.take().keyword().toUpperCase(Locale.ROOT);
        if (kind.equals("MATERIALIZED") || kind.equals("FOREIGN")) {
            kind += " " + cursor.take().keyword().toUpperCase(Locale.ROOT);
        }
        boolean ifExists = cursor.accept("if", "exists");
        List<QualifiedName> names = cursor.names();
        return new Ddl.Drop(kind, names, ifExists, cursor.has("cascade"));
    }
}
