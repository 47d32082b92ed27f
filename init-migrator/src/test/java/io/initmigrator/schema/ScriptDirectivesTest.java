package io.initmigrator.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptDirectivesTest {

    @Test
    void readsSeveralDeclarationsOfOneComment() {
        ScriptDirectives directives = of("""

            -- Adds a note.
            -- init-migrator: compatible-from=12 lock-timeout = 1m30s
            alter table note add column text text;
            -- init-migrator: statement-timeout=1s
            """);

        assertThat(directives.find(ScriptDirectives.COMPATIBLE_FROM)).contains("12");
        assertThat(directives.find(ScriptDirectives.LOCK_TIMEOUT)).contains("1m30s");
        assertThat(directives.find(ScriptDirectives.STATEMENT_TIMEOUT)).isEmpty();
        assertThat(directives.comments())
                .containsExactly(new ScriptDirectives.Comment(3, " compatible-from=12 lock-timeout = 1m30s"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uFEFF", "\u00EF\u00BB\u00BF"})
    void passesOverAByteOrderMark(String mark) {
        assertThat(of(mark + "-- init-migrator: lock-timeout=off").find(ScriptDirectives.LOCK_TIMEOUT))
                .contains("off");
    }

    @ParameterizedTest
    @CsvSource({"off,0", "0,0", "0s,0", "500ms,500", "1h,3600000", "1m30s,90000"})
    void readsTimeoutsInTheGrammarOfSettings(String value, long millis) {
        assertThat(ScriptDirectives.timeout(value)).contains(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"never", "5", "999999999m", "-1s"})
    void refusesOtherTimeouts(String value) {
        assertThat(ScriptDirectives.timeout(value)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ignore=truncate|truncate",
                "ignore=truncate, set-type lock-timeout=off|truncate,set-type",
                "lock-timeout=off ignore=a,b,c and because|a,b,c",
                "ignore=a b|a",
                "noignore=a|''",
                "ignore=|''",
                "ignore=,|''"
            })
    void namesTheRulesOfTheLinterThatItIgnores(String text, String rules) {
        for (String lineEnd : new String[] {"", "\r"}) {
            assertThat(ScriptDirectives.comment(1, "-- init-migrator: " + text + lineEnd))
                    .hasValueSatisfying(comment ->
                            assertThat(String.join(",", comment.ignoredRules())).isEqualTo(rules));
        }
    }

    @Test
    void commentForSomebodyElseIsNone() {
        assertThat(ScriptDirectives.comment(1, "-- init-migrators: ignore=a")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"after-rollout", " after-rollout ", "lock-timeout=off after-rollout", "after-rollout: drops fax"
            })
    void afterRolloutHasNoValue(String comment) {
        ScriptDirectives directives = of("-- init-migrator:" + comment + "\ndrop table x;");
        assertThat(directives.isAfterRollout()).isTrue();
        assertThat(directives.comments().getFirst().problem()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "after_rollout,after_rollout",
        "after rollout,after rollout",
        "AFTER-ROLLOUT,AFTER-ROLLOUT",
        "after-rollout=true,after-rollout",
        "lock-timeout=off afterrollout,afterrollout",
        "later,later"
    })
    void misspeltAfterRolloutIsUnknown(String comment, String name) {
        ScriptDirectives directives = of("-- init-migrator: " + comment + "\ndrop table x;");
        assertThat(directives.isAfterRollout()).isFalse();
        assertThat(directives.comments().getFirst().problem())
                .hasValueSatisfying(
                        problem -> assertThat(problem.reason()).isEqualTo("has the unknown directive " + name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"see the wiki", "runs after rollout of 2.0", "not-after-rollout-yet at all"})
    void proseIsNoDirective(String comment) {
        ScriptDirectives directives = of("-- init-migrator: " + comment + "\ndrop table x;");
        assertThat(directives.isAfterRollout()).isFalse();
        assertThat(directives.comments().getFirst().problem()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "lock-timeout=never,declares lock-timeout=never",
        "statement-timeout=5 x,declares statement-timeout=5",
        "compatible-from=v12,declares compatible-from=v12",
        "lock-timeout,'has the directive \"lock-timeout\" without a value'"
    })
    void valueThatCannotBeReadIsAProblem(String comment, String reason) {
        ScriptDirectives directives = of("-- init-migrator: " + comment + "\ndrop table x;");
        assertThat(directives.comments().getFirst().problem())
                .hasValueSatisfying(problem -> assertThat(problem.reason()).isEqualTo(reason));
    }

    private static ScriptDirectives of(String sql) {
        return ScriptDirectives.of(sql.lines());
    }
}
