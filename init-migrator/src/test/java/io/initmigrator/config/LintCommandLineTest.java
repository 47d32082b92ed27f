package io.initmigrator.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.initmigrator.config.Command.FailOn;
import io.initmigrator.config.LintOptions.Output;
import io.initmigrator.config.LintOptions.Reference;
import io.initmigrator.schema.ArchiveBuilder;
import io.initmigrator.schema.SchemaVersion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LintCommandLineTest {

    @Test
    void bundleIsCheckedByDefault() {
        assertThat(options(Map.of("FLYWAY_LOCATIONS", "filesystem:/a,filesystem:/b")))
                .isEqualTo(new LintOptions(
                        new Reference.None(),
                        Output.TEXT,
                        Optional.empty(),
                        Map.of(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(Path.of("/a"), Path.of("/b"))));
        assertThat(options(Map.of()).paths()).containsExactly(Path.of("/migrations"));
    }

    @Test
    void everyOptionIsTaken() {
        assertThat(options(
                        Map.of(),
                        "--since=1.2",
                        "a",
                        "--output",
                        "github",
                        "--fail-on",
                        "warning",
                        "--rule",
                        "truncate=off",
                        "--rule=lock-table=error",
                        "--config",
                        "c.properties",
                        "--postgres-version=18",
                        "--",
                        "-b"))
                .isEqualTo(new LintOptions(
                        new Reference.Since(new SchemaVersion("1.2")),
                        Output.GITHUB,
                        Optional.of(FailOn.WARNING),
                        Map.of("truncate", "off", "lock-table", "error"),
                        Optional.of(Path.of("c.properties")),
                        Optional.of(18),
                        List.of(Path.of("a"), Path.of("-b"))));
        assertThat(options(Map.of(), "--base", "x").reference()).isEqualTo(new Reference.Base(Path.of("x")));
        assertThat(options(Map.of(), "--git", "origin/main").reference()).isEqualTo(new Reference.Git("origin/main"));
    }

    @Test
    void settingsOfOtherCommandsDoNotMatter() {
        assertThat(options(Map.of("FLYWAY_URL", "nonsense", "MIGRATOR_NONSENSE", "1", "FLYWAY_LOCATIONS", "s3:x"), "a")
                        .paths())
                .containsExactly(Path.of("a"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--sincee 1 | write --since",
                "--since | lacks its value",
                "--since x | write numbers separated by dots",
                "--base= | write the path",
                "--since 1 --git main | --since and --git contradict each other; leave out all but one",
                "--output xml | write one of text, json, sarif, github",
                "--fail-on never | write one of warning, error",
                "--rule truncate | write RULE=off, RULE=on, RULE=warning or RULE=error",
                "--postgres-version 9 | write a major version"
            })
    void wrongUseIsNamed(String line, String message) {
        assertThatThrownBy(() -> options(Map.of(), line.split(" ")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(message);
    }

    @Test
    void pathIsRequiredIfNoLocationIsValid() {
        assertThatThrownBy(() -> options(Map.of("FLYWAY_LOCATIONS", "s3:bucket")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("lint has no path, and FLYWAY_LOCATIONS names no directory");
    }

    @Test
    void bundleInAnArchiveIsCheckedByDefault(@TempDir Path directory) {
        Path jar = new ArchiveBuilder()
                .with("BOOT-INF/classes/db/migration/V1__a.sql", "select 1;")
                .write(directory.resolve("app.jar"));

        assertThat(options(Map.of("FLYWAY_LOCATIONS", "filesystem:/a,jar:/app.jar!/db,jar:/b.zip!/"))
                        .paths())
                .containsExactly(Path.of("/a"), Path.of("/app.jar!/db"), Path.of("/b.zip!/"));
        assertThat(options(Map.of("FLYWAY_JAR_DIRS", directory.toString())).paths())
                .containsExactly(Path.of(jar + "!/BOOT-INF/classes/db/migration"));
        assertThat(options(Map.of("FLYWAY_JAR_DIRS", directory.toString()), "jar:app.jar!/db", "filesystem:sql")
                        .paths())
                .containsExactly(Path.of("app.jar!/db"), Path.of("sql"));
    }

    @Test
    void frameworksLocationsAreRead() {
        Map<String, String> spring = Map.of(
                "SPRING_FLYWAY_LOCATIONS", "filesystem:/a,filesystem:/b",
                "SPRING_DATASOURCE_URL", "jdbc:postgresql://${host}/shop");
        assertThat(options(spring).paths()).containsExactly(Path.of("/a"), Path.of("/b"));
        assertThat(options(Map.of("QUARKUS_FLYWAY_LOCATIONS_0_", "filesystem:/a"))
                        .paths())
                .containsExactly(Path.of("/a"));
        assertThat(options(Map.of("SPRING_FLYWAY_LOCATIONS", "filesystem:/a", "FLYWAY_LOCATIONS", "filesystem:/c"))
                        .paths())
                .containsExactly(Path.of("/c"));
        assertThat(options(spring, "sql").paths()).containsExactly(Path.of("sql"));
    }

    @Test
    void classPathWithoutTheBundleIsNamed(@TempDir Path directory) {
        assertThatThrownBy(() -> options(Map.of("FLYWAY_JAR_DIRS", directory.toString())))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("lint found no db/migration in: " + directory);
        assertThat(options(Map.of("FLYWAY_JAR_DIRS", directory.toString()), "a").paths())
                .containsExactly(Path.of("a"));
    }

    private static LintOptions options(Map<String, String> environment, String... words) {
        List<String> line = new ArrayList<>(List.of("lint"));
        line.addAll(List.of(words));
        Invocation invocation = Invocation.read(line, environment, "n");
        assertThat(invocation).isInstanceOf(Invocation.Lint.class);
        return ((Invocation.Lint) invocation).options();
    }
}
