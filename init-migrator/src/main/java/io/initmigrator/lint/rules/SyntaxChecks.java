package io.initmigrator.lint.rules;

import io.initmigrator.lint.ddl.SyntaxChecker;
import io.initmigrator.lint.report.Rule;
import io.initmigrator.lint.sql.Statement;
import io.initmigrator.lint.sql.StatementReader;
import io.initmigrator.lint.sql.SyntaxProblem;
import io.initmigrator.lint.sql.Token;

/** Reports what PostgreSQL cannot parse, and commands of psql. */
public final class SyntaxChecks {

    private SyntaxChecks() {}

    /** Checks a statement of SQL; those of a PL/pgSQL block have another grammar. */
    public static void check(Statement statement, Findings findings) {
        SyntaxProblem problem = statement.inBlock() ? null : SyntaxChecker.check(statement);
        if (problem != null) {
            report(problem, findings);
        }
    }

    /** Checks what {@code reader} has seen between the statements. */
    public static void check(StatementReader reader, Findings findings) {
        reader.problems().forEach(problem -> {
            findings.enter(problem.place());
            report(problem, findings);
        });
        for (Token command : reader.metaCommands()) {
            findings.enter(command.place());
            findings.add(
                    Rule.PSQL_COMMAND,
                    "\\" + nameOf(command.text()) + " is a command of psql, not SQL: PostgreSQL refuses it",
                    "delete the line" + (command.text().contains("restrict") ? ", which pg_dump wrote for psql" : ""));
        }
    }

    private static void report(SyntaxProblem problem, Findings findings) {
        findings.add(
                Rule.SYNTAX_ERROR,
                problem.place(),
                "PostgreSQL refuses this: " + problem.message(),
                "correct the statement");
    }

    private static String nameOf(String command) {
        int end = 1;
        while (end < command.length() && !Character.isWhitespace(command.charAt(end)) && command.charAt(end) != '\\') {
            end++;
        }
        return command.substring(1, end);
    }
}
