package io.initmigrator.schema;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactedSqlTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "UPDATE orders SET state = 'paid' WHERE id = 42 | UPDATE orders SET state = '…' WHERE id = …",
                "alter role shop password 'it''s' valid until 'x' | alter role shop password '…' valid until '…'",
                "select col1, t2.x, $1, -1.5e3 from \"odd '1' name\" | select col1, t2.x, $1, -… from \"odd '1' name\"",
                "do $$ begin perform 's3cret'; end $$ language plpgsql | do … language plpgsql",
                "select $a$ it's $b$ $a$, 1 | select …, …",
                "select a$b$c from t -- don't | select a$b$c from t",
                "/* don't */ select 'x' | select '…'",
                "select x'1f', b'01', n'x' | select '…', '…', '…'",
            })
    void dataIsLeftOut(String query, String shown) {
        assertThat(RedactedSql.shown(query)).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select e'it\\'s s3cret'",
                "select 'ends in \\', 's3cret'",
                "select 'never closed s3cret",
                "select $x$ never closed s3cret",
                "select $$ never closed s3cret",
                "/* /* */ don't */ select 's3cret'",
                "select \"never closed s3cret",
            })
    void ambiguousTextEndsTheResult(String query) {
        assertThat(RedactedSql.shown(query)).doesNotContain("s3cret").endsWith("…");
    }

    @Test
    void longQueryIsCutAndPutOnOneLine() {
        assertThat(RedactedSql.shown("select\n  a,\n  b\nfrom " + "x".repeat(100)))
                .isEqualTo("select a, b from " + "x".repeat(43) + "…");
    }

    @Test
    void longestCommentAndLiteralAreNoTrouble() {
        assertThat(RedactedSql.shown("/*" + "*".repeat(50_000) + "*/ select '" + "''".repeat(50_000) + "'"))
                .isEqualTo("select '…'");
    }

    @Test
    void whatMayNotBeSeenIsEmpty() {
        assertThat(RedactedSql.shown("<insufficient privilege>")).isEmpty();
        assertThat(RedactedSql.shown(null)).isEmpty();
    }
}
