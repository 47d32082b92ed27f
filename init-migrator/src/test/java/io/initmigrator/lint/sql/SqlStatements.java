package io.initmigrator.lint.sql;

import java.util.ArrayList;
import java.util.List;

/** Parses the statements of a script, for tests of classes that take statements. */
public final class SqlStatements {

    private SqlStatements() {}

    public static List<Statement> of(String sql) {
        StatementReader reader = new StatementReader(sql, new SuppressionComments());
        List<Statement> statements = new ArrayList<>();
        for (Statement next = reader.next(); next != null; next = reader.next()) {
            statements.add(next);
        }
        return statements;
    }
}
