package io.initmigrator.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.lint.report.ScriptReview;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that very large scripts are reviewed in linear time and without deep recursion; quadratic code would take minutes. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LinterComplexityTest {

    private static final int MANY = 40_000;

    @Test
    void longHeadOfCommentsIsReadLineByLine() {
        String sql = "-- a word on what follows\n".repeat(100_000)
                + "-- init-migrator: lock-timeout=off\nALTER TABLE t ADD a int;";
        assertThat(review(sql).findings())
                .extracting(finding -> finding.rule().toString())
                .containsExactly("missing-lock-timeout");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "é",
                "\uD83D\uDE80",
                "a.",
                "(",
                ")",
                "[",
                "[(",
                "$",
                "$a",
                "$a$ ",
                "${",
                "${a",
                "'",
                "\"",
                "\\",
                "--",
                "/*",
                "*/",
                "E'\\",
                "U&'",
                "a,",
                "a(",
                "begin atomic ",
                "case ",
                "end ",
                "with a as (",
                "not (",
                "in (",
                "1.",
                "\r\n"
            })
    void anythingRepeatedIsReviewed(String text) {
        String repeated = text.repeat(MANY * 2);
        for (String before : new String[] {
            "",
            "SELECT ",
            "ALTER TABLE t ADD a int DEFAULT ",
            "ALTER TABLE t ADD CHECK ",
            "ALTER TABLE t ALTER a TYPE text USING ",
            "CREATE TABLE t (a int, ",
            "CREATE INDEX ON t ",
            "UPDATE t SET a = 1 WHERE ",
            "DO 'begin execute ",
            "-- init-migrator: ignore="
        }) {
            assertThat(review(before + repeated).script()).isEqualTo("V2__a.sql");
        }
    }

    @Test
    void parenthesesMayBeNestedAsDeepAsTheyAreMany() {
        String nested = "(".repeat(MANY) + "1" + ")".repeat(MANY);
        for (String sql : new String[] {
            "SELECT " + nested,
            "ALTER TABLE t ADD CHECK " + nested,
            "ALTER TABLE t ADD a int DEFAULT " + nested,
            "ALTER TABLE t ALTER a TYPE int USING " + nested,
            "UPDATE t SET a = 1 WHERE " + nested,
            "DO $$ BEGIN EXECUTE " + nested + "; END $$",
            "DO $$ BEGIN EXECUTE " + nested.replace("1", "'SELECT 1'") + "; END $$"
        }) {
            assertThat(review(sql).findings())
                    .allSatisfy(finding -> assertThat(finding.line()).isEqualTo(1));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DROP TABLE t%d;",
                "DROP TABLE IF EXISTS t%d CASCADE;",
                "ALTER TABLE t DROP COLUMN a%d;",
                "CREATE TABLE t%d (id int REFERENCES t);",
                "CREATE INDEX ON t (a);",
                "CREATE TYPE t%d AS ENUM ('a');",
                "ALTER TYPE e ADD VALUE 'a%d';",
                "ALTER TABLE t ADD COLUMN a%d int REFERENCES u;",
                "ALTER TABLE t ADD CONSTRAINT c%d CHECK (a > 0) NOT VALID;",
                "CREATE TABLE t%d PARTITION OF t FOR VALUES IN (%d);",
                "ALTER TABLE t%d RENAME TO u%d; CREATE VIEW t%d AS SELECT 1;",
                "SELECT 1; -- init-migrator: ignore=a%d",
                "SELECT 1 \\g",
            })
    void manyStatementsAreReviewed(String statement) {
        String sql = IntStream.range(0, MANY / 2)
                .mapToObj(i -> statement.replace("%d", String.valueOf(i)))
                .collect(Collectors.joining("\n"));
        assertThat(review(sql).script()).isEqualTo("V2__a.sql");
    }

    @Test
    void oneStatementMayNameManyTables() {
        String names = IntStream.range(0, MANY).mapToObj(i -> "t" + i).collect(Collectors.joining(", "));
        assertThat(review("DROP TABLE " + names).findings()).hasSize(MANY);
        assertThat(review("LOCK TABLE " + names).findings()).hasSize(MANY);
    }

    /** Covers scripts that PostgreSQL rejects: in a real schema no table inherits from itself. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE a (b int) PARTITION BY RANGE (b); CREATE TABLE a PARTITION OF a FOR VALUES FROM (1) TO"
                        + " (2);",
                "CREATE TABLE a (b int) PARTITION BY RANGE (b); ALTER TABLE a ATTACH PARTITION a DEFAULT;",
                "CREATE TABLE a (b int); CREATE TABLE c () INHERITS (a); ALTER TABLE a INHERIT c;",
                "CREATE TABLE a (b int); CREATE TABLE c () INHERITS (a); CREATE TABLE d () INHERITS (c); ALTER TABLE a"
                        + " INHERIT d;"
            })
    void circleOfPartitionsOrChildrenIsNoCircle(String circle) {
        Linter linter = new Linter(true);
        linter.learn(circle);
        assertThat(linter.review("V2__a.sql", "ALTER TABLE a ADD COLUMN e int; DROP TABLE a;", true)
                        .findings())
                .extracting(finding -> finding.rule().toString())
                .contains("dropped-table");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE t%d () INHERITS (t%p);",
                "ALTER TABLE t%d INHERIT t%p;",
                "CREATE TABLE t%d (id int PRIMARY KEY REFERENCES t%p);",
                "CREATE VIEW t%d AS SELECT * FROM t%p;",
                "CREATE DOMAIN t%d AS t%p NOT NULL;"
            })
    void chainMayBeLong(String link) {
        Linter linter = new Linter(true);
        linter.learn("CREATE TABLE t0 (a int); CREATE TABLE u (b text);"
                + IntStream.range(1, MANY / 2)
                        .mapToObj(i -> link.replace("%d", String.valueOf(i)).replace("%p", String.valueOf(i - 1)))
                        .collect(Collectors.joining("\n")));
        String last = "t" + (MANY / 2 - 1);
        String sql = "ALTER TABLE t0 ADD c int, ALTER a TYPE bigint; ALTER TABLE u ALTER b TYPE " + last + ", ADD c "
                + last + "; TRUNCATE t0 CASCADE; DROP TABLE t0 CASCADE; DROP DOMAIN t1 CASCADE;";
        assertThat(linter.review("V2__a.sql", sql, true).findings()).isNotEmpty();
    }

    @Test
    void hugeBlockIsReadStatementByStatement() {
        StringBuilder sql = new StringBuilder("DO $$ BEGIN\n");
        while (sql.length() < 48 << 20) {
            sql.append("INSERT INTO t VALUES (1, 'some text that makes the row as long as rows are');\n");
        }
        assertThat(review(sql.append("END $$;").toString()).statements()).hasSize(1);
    }

    private static ScriptReview review(String sql) {
        return new Linter(true).review("V2__a.sql", sql, true);
    }
}
