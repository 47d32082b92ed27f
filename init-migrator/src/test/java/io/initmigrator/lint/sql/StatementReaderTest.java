package io.initmigrator.lint.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.lint.Linter;
import io.initmigrator.lint.report.Finding;
import io.initmigrator.lint.report.Rule;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatementReaderTest {

    @Test
    void semicolonEndsStatement() {
        assertThat(heads("CREATE TABLE a (b int); DROP TABLE a;;\n; SELECT 1"))
                .containsExactly("create table a", "drop table a", "select");
    }

    @Test
    void lineIsThatOfTheFirstToken() {
        assertThat(SqlStatements.of("-- one\n/* two\n */\n\nSELECT 1;\n SELECT\n2"))
                .extracting(Statement::line)
                .containsExactly(5, 6);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 'a;b'",
                "SELECT 'it''s; fine'",
                "SELECT E'it\\'s; fine'",
                "SELECT e'a\\\\'",
                "SELECT 'back\\'",
                "SELECT U&'\\0041;'",
                "SELECT 1 AS \"a;b\"",
                "SELECT 1 AS \"a\"\";b\"",
                "SELECT U&\"d;\\0061t\"",
                "SELECT $$a;b$$",
                "SELECT $a$ $$;$$ $b$;$b$ $a$",
                "SELECT a$b, c$d$e FROM f$g",
                "SELECT $1, 1.5e3, 1..2",
                "SELECT 1 -- a;b ' $$",
                "SELECT 1 /* ; /* ; */ ; ' */ + 2",
                "SELECT 1 --/* not open",
                "CREATE RULE r AS ON INSERT TO a DO ALSO (SELECT 1; SELECT 2)",
                "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END",
                "CREATE OR REPLACE PROCEDURE f() LANGUAGE SQL BEGIN ATOMIC INSERT INTO a VALUES (1); END",
                "DO $body$ BEGIN IF true THEN PERFORM 1; END IF; END $body$",
                "INSERT INTO ${schema}.a VALUES ('${value}', ${number})",
                "SELECT ${unclosed",
            })
    void semicolonElsewhereDoesNot(String sql) {
        assertThat(SqlStatements.of(sql + "; SELECT 'next'"))
                .hasSizeLessThanOrEqualTo(2)
                .first()
                .satisfies(first -> assertThat(first.isWhole()).isTrue());
        assertThat(SqlStatements.of(sql)).hasSize(1);
        assertThat(SqlStatements.of(sql + "\n; SELECT 'next'")
                        .getLast()
                        .tokens()
                        .getLast()
                        .text())
                .isEqualTo("next");
    }

    @Test
    void rowsBehindCopyAreNoSql() {
        assertThat(
                        heads(
                                "COPY a (b, c) FROM STDIN WITH (FORMAT csv);\n1;it's\t\\N\n$$;\n\\.\nSELECT 1;\ncopy b from stdin;\nx\n"))
                .containsExactly("copy a", "select", "copy b from stdin");
    }

    @Test
    void copyFromFileHasNoRows() {
        assertThat(heads("COPY a FROM '/tmp/stdin';\nSELECT 1;\nCOPY (SELECT 1) TO STDOUT; DROP TABLE b"))
                .containsExactly("copy a from", "select", "copy", "drop table b");
    }

    @Test
    void metaCommandsOfPsqlArePassedOver() {
        assertThat(heads("\\set x 'it''s;'\n\\connect db\nSELECT 1 \\gset\nSELECT 2 \\g\nDROP TABLE a;"))
                .containsExactly("select", "select", "drop table a");
    }

    @Test
    void endsOfLineOfWindowsAndByteOrderMarkAreBlank() {
        assertThat(SqlStatements.of("\uFEFFSELECT 1;\r\nSELECT 2;\r\n"))
                .extracting(Statement::line)
                .containsExactly(1, 2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", ";", "--", "/*", "'", "\"", "$$", "$a", "\\", "(", ")", "E'", "U&", "${", "$", "COPY", "ALTER",
                "\u0000"
            })
    void whatIsNeverClosedEndsWithTheScript(String sql) {
        assertThat(SqlStatements.of(sql)).hasSizeLessThanOrEqualTo(1);
        assertThat(new Linter(true).review("V1__a.sql", sql, true).findings())
                .extracting(Finding::rule)
                .isSubsetOf(Rule.SYNTAX_ERROR, Rule.PSQL_COMMAND);
    }

    @Test
    void headEndsBeforeLiterals() {
        assertThat(heads("ALTER ROLE app PASSWORD 'secret' LOGIN")).containsExactly("alter role app password");
    }

    private static List<String> heads(String sql) {
        return SqlStatements.of(sql).stream().map(Statement::head).toList();
    }
}
