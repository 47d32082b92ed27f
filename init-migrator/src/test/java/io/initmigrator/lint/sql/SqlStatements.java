package io.initmigrator.lint.sql;

import java.util.ArrayList;
import java.util.List;

/** Parses the statements of a script, for tests of classes that take statements. */
public final class SqlStatements {

    private SqlStatements() {}

    /**
     * A statement as written.
     *
     * @param text up to the next statement, without commands of psql
     */
    public record Written(Statement statement, String text) {}

    public static List<Statement> of(String sql) {
        StatementReader reader = new StatementReader(sql, new SuppressionComments());
        List<Statement> statements = new ArrayList<>();
        for (Statement next = reader.next(); next != null; next = reader.next()) {
            statements.add(next);
        }
        return statements;
    }

    public static List<Written> written(String sql) {
        List<String> lines = sql.lines().toList();
        List<Statement> statements = of(sql);
        List<Written> written = new ArrayList<>();
        for (int i = 0; i < statements.size(); i++) {
            Place end = i + 1 < statements.size()
                    ? statements.get(i + 1).place()
                    : new Place(lines.size(), lines.getLast().length() + 1);
            written.add(
                    new Written(statements.get(i), text(lines, statements.get(i).place(), end)));
        }
        return written;
    }

    private static String text(List<String> lines, Place begin, Place end) {
        StringBuilder text = new StringBuilder();
        for (int line = begin.line(); line <= end.line(); line++) {
            String whole = lines.get(line - 1);
            int from = line == begin.line() ? begin.column() - 1 : 0;
            int to = line == end.line() ? Math.min(whole.length(), end.column() - 1) : whole.length();
            String part = whole.substring(Math.min(from, to), to);
            text.append(line > begin.line() && part.startsWith("\\") ? "" : part)
                    .append('\n');
        }
        return text.toString();
    }
}
