package io.initmigrator.config;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Compares the tables of docs/settings.md with {@link SettingDefinitions}. */
class SettingsDocumentTest {

    private static final Pattern ROW =
            Pattern.compile("^\\| `(MIGRATOR_\\w+)` \\| (?:`([^`]*)`)? ?\\| .+ \\|$", Pattern.MULTILINE);

    @Test
    void eachSettingHasARowWithItsDefault() throws IOException {
        assertThat(rows(Files.readString(Path.of("docs/settings.md"))))
                .containsExactlyInAnyOrderEntriesOf(SettingDefinitions.ALL.stream()
                        .collect(toMap(Setting::name, setting -> Setting.show(setting.fallback()))));
    }

    @Test
    void readmeShowsTheSameDefaults() throws IOException {
        assertThat(rows(Files.readString(Path.of("../README.md"))))
                .isNotEmpty()
                .allSatisfy((name, fallback) -> assertThat(SettingDefinitions.ALL.stream()
                                .filter(it -> it.name().equals(name)))
                        .singleElement()
                        .satisfies(it -> assertThat(Setting.show(it.fallback())).isEqualTo(fallback)));
    }

    private static Map<String, String> rows(String document) {
        return ROW.matcher(document).results().collect(toMap(row -> row.group(1), SettingsDocumentTest::fallback));
    }

    private static String fallback(MatchResult row) {
        return row.group(2) == null ? "" : row.group(2);
    }
}
