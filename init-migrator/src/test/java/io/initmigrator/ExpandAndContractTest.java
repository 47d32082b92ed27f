package io.initmigrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.lint.Linter;
import io.initmigrator.lint.Script;
import io.initmigrator.schema.ScriptDirectives;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Tests the scripts in the guide to expand and contract with the linter. */
class ExpandAndContractTest {

    private static final Pattern SCRIPT = Pattern.compile("```sql\n(-- (V\\d+__\\w+\\.sql)\n.*?)```", Pattern.DOTALL);

    @Test
    void everyScriptPassesLint() throws IOException {
        Map<String, String> scripts = scripts();
        assertThat(scripts).hasSize(17);
        List<Script> all = scripts.entrySet().stream()
                .map(script -> new Script(script.getKey(), script::getValue, true, false))
                .toList();

        assertThat(new Linter(true).review(all, true))
                .allSatisfy(review ->
                        assertThat(review.findings()).as(review.script()).isEmpty());
    }

    /** Proves that the declaration makes the contracting scripts pass: without it, the linter reports them. */
    @Test
    void declarationIsWhatMakesThemPass() throws IOException {
        Map<String, String> scripts = scripts();
        List<Script> all = scripts.entrySet().stream()
                .map(script -> new Script(
                        script.getKey(), () -> script.getValue().replace("after-rollout", "ignore=none"), true, false))
                .toList();

        List<String> found = new Linter(true)
                .review(all, true).stream()
                        .filter(review -> review.findings().stream()
                                .anyMatch(finding -> finding.rule().toString().startsWith("dropped-")))
                        .map(review -> review.script())
                        .toList();

        assertThat(found)
                .containsExactly(
                        "V3__drop_fax.sql",
                        "V6__drop_phone.sql",
                        "V9__drop_total.sql",
                        "V13__drop_address_columns.sql");
        assertThat(scripts.entrySet().stream()
                        .filter(script ->
                                ScriptDirectives.of(script.getValue().lines()).isAfterRollout())
                        .map(Map.Entry::getKey))
                .containsAll(found);
    }

    private static Map<String, String> scripts() throws IOException {
        Map<String, String> scripts = new LinkedHashMap<>();
        SCRIPT.matcher(Files.readString(Path.of("docs/guides/expand-and-contract.md")))
                .results()
                .forEach(block -> scripts.put(block.group(2), block.group(1)));
        return scripts;
    }
}
