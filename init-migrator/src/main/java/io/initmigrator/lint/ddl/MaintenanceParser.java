package io.initmigrator.lint.ddl;

import io.initmigrator.lint.report.LockMode;
import io.initmigrator.lint.sql.QualifiedName;
import io.initmigrator.lint.sql.TokenCursor;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads the commands that maintain what is there: {@code VACUUM}, {@code REINDEX}, {@code COMMENT} and the like. */
final class MaintenanceParser {

    private static final Set<String> COMMENTED_RELATIONS = Set.of("table", "view", "index", "sequence");

    private MaintenanceParser() {}

    static Ddl parse(String verb, TokenCursor cursor) {
        return switch (verb) {
            case "reindex" -> reindex(cursor);
            case "vacuum" -> vacuum(cursor);
            case "cluster" -> cluster(cursor);
            case "analyze" -> weakly(cursor);
            case "refresh" -> refresh(cursor);
            default -> comment(cursor);
        };
    }

    private static Ddl reindex(TokenCursor cursor) {
        TokenCursor options = cursor.inParentheses();
        boolean concurrently = options.has("concurrently")
                && !options.has("concurrently", "false")
                && !options.has("concurrently", "off");
        cursor.accept("verbose");
        String what = cursor.take().keyword().toUpperCase(Locale.ROOT);
        concurrently |= cursor.accept("concurrently");
        return new Ddl.Reindex(what, cursor.name(), concurrently);
    }

    private static Ddl vacuum(TokenCursor cursor) {
        TokenCursor options = cursor.inParentheses();
        boolean full = options.has("full") && !options.has("full", "false") && !options.has("full", "off");
        while (cursor.atAny("full", "freeze", "verbose", "analyze")) {
            full |= cursor.take().is("full");
        }
        return full
                ? new Ddl.RewriteTables("VACUUM FULL", cursor.atEnd() ? List.of() : cursor.names())
                : weakly(cursor);
    }

    private static Ddl cluster(TokenCursor cursor) {
        cursor.inParentheses();
        cursor.accept("verbose");
        if (cursor.atEnd()) {
            return new Ddl.RewriteTables("CLUSTER", List.of());
        }
        QualifiedName name = cursor.name();
        return new Ddl.RewriteTables("CLUSTER", List.of(cursor.accept("on") ? cursor.name() : name));
    }

    private static Ddl weakly(TokenCursor cursor) {
        cursor.inParentheses();
        cursor.accept("verbose");
        return cursor.atEnd() ? new Ddl.Other() : new Ddl.LockedBy(cursor.names(), LockMode.SHARE_UPDATE_EXCLUSIVE);
    }

    private static Ddl refresh(TokenCursor cursor) {
        cursor.accept("materialized", "view");
        boolean concurrently = cursor.accept("concurrently");
        QualifiedName view = cursor.name();
        return new Ddl.RefreshView(view, concurrently, !cursor.at("with", "no", "data"));
    }

    private static Ddl comment(TokenCursor cursor) {
        cursor.accept("on");
        cursor.acceptAny("materialized", "foreign");
        String what = cursor.take().keyword();
        if (COMMENTED_RELATIONS.contains(what)) {
            return new Ddl.LockedBy(List.of(cursor.name()), LockMode.SHARE_UPDATE_EXCLUSIVE);
        }
        if (what.equals("column")) {
            TokenCursor name = cursor.upTo("is");
            return new Ddl.LockedBy(
                    List.of(name.firstTokens(Math.max(0, name.size() - 2)).name()), LockMode.SHARE_UPDATE_EXCLUSIVE);
        }
        return new Ddl.Other();
    }
}
