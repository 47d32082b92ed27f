package io.initmigrator.command.lint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.initmigrator.config.Invocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs the command lines of docs/lint.md in a repository of the kind that they are written for. */
class LintDocumentTest {

    private static final Pattern COMMAND = Pattern.compile(".*?(?:init-migrator )?\\b(lint --.*)");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @MethodSource("commands")
    void commandLineFindsTheChangeOfTheBranch(String command) throws Exception {
        Path repository = directory.resolve("repository");
        Files.createDirectories(repository.resolve("db/migration"));
        git(repository, "init", "-q", "-b", "main");
        Files.writeString(repository.resolve("db/migration/V1__orders.sql"), "CREATE TABLE orders (id int);");
        git(repository, "add", "-A");
        git(repository, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", "base");
        git(repository, "update-ref", "refs/remotes/origin/main", "HEAD");
        git(
                repository,
                "worktree",
                "add",
                "-q",
                "--detach",
                directory.resolve("base").toString());
        Files.writeString(repository.resolve("db/migration/V2__bad.sql"), "ALTER TABLE orders ADD a int NOT NULL;");

        List<String> arguments = new ArrayList<>(Arrays.asList(command.split(" ")));
        arguments.replaceAll(word -> switch (word) {
            case "db/migration" -> repository.resolve("db/migration").toString();
            case "/base" -> directory.resolve("base/db/migration").toString();
            default -> word;
        });
        Invocation.Lint invocation = (Invocation.Lint) Invocation.read(arguments, Map.of(), "n");
        List<String> printed = new ArrayList<>();
        assertThat(new LintCommand(invocation.options()).run(printed::add)).isFalse();
        assertThat(printed)
                .singleElement()
                .asString()
                .contains("required-column")
                .doesNotContain("V1__orders");
    }

    @Test
    void configurationOfTheDocumentIsTaken() throws IOException {
        List<String> lines =
                document().filter(line -> line.startsWith("    lint.")).toList();
        assertThat(lines).hasSizeGreaterThan(3);
        Path file = directory.resolve("lint.properties");
        Files.writeString(
                file, String.join("\n", lines.stream().map(String::strip).toList()));
        Files.writeString(directory.resolve("V1__a.sql"), "CREATE TABLE t (a varchar(3));");
        Invocation.Lint invocation = (Invocation.Lint)
                Invocation.read(List.of("lint", "--config", file.toString(), directory.toString()), Map.of(), "n");
        List<String> printed = new ArrayList<>();
        new LintCommand(invocation.options()).run(printed::add);
        assertThat(printed).singleElement().asString().contains("prefer-text-field");
    }

    /** Runs what the examples run, with a stub for init-migrator: a checkout and the rest are those of the provider. */
    @Test
    void examplesRunTheirCommand() throws Exception {
        JsonNode github = example("GitHub Actions");
        assertThat(github.at("/on").asText()).isEqualTo("pull_request");
        List<JsonNode> steps = new ArrayList<>();
        github.at("/jobs/migrations/steps").forEach(steps::add);
        assertThat(steps.getFirst().at("/with/fetch-depth").asInt(-1)).isZero();
        assertThat(run(steps.getLast().at("/run").asText().replace("${{ github.base_ref }}", "main")))
                .isEqualTo("lint --git origin/main --output github db/migration");

        JsonNode gitlab = example("GitLab CI").at("/migrations");
        assertThat(gitlab.at("/variables/GIT_DEPTH").asInt(-1)).isZero();
        assertThat(run("CI_MERGE_REQUEST_TARGET_BRANCH_NAME=main\n"
                        + gitlab.at("/script/0").asText()))
                .isEqualTo("lint --git origin/main --output gitlab db/migration");
        assertThat(directory.resolve(gitlab.at("/artifacts/reports/codequality").asText()))
                .hasContent("printed");

        JsonNode hook = example("pre-commit").at("/repos/0/hooks/0");
        assertThat(run(hook.at("/entry").asText())).isEqualTo("lint --git origin/main db/migration");
        assertThat("db/migration/V2__bad.sql")
                .matches(Pattern.compile(hook.at("/files").asText()).asPredicate());
        assertThat(hook.at("/pass_filenames").asBoolean(true)).isFalse();
        assertThat(hook.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("id", "name", "language", "entry", "files", "pass_filenames");
    }

    private String run(String script) throws Exception {
        Path bin = Files.createDirectories(directory.resolve("bin"));
        Path stub = bin.resolve("init-migrator");
        Files.writeString(stub, "#!/bin/sh\necho \"$@\" > '" + directory + "/arguments'\necho printed\n");
        assertThat(stub.toFile().setExecutable(true)).isTrue();
        ProcessBuilder shell = new ProcessBuilder("sh", "-euc", script);
        shell.directory(directory.toFile()).inheritIO();
        shell.environment().merge("PATH", bin.toString(), (path, first) -> first + ":" + path);
        assertThat(shell.start().waitFor()).isZero();
        return Files.readString(directory.resolve("arguments")).strip();
    }

    /** The first block below a heading. */
    private static JsonNode example(String heading) throws IOException {
        String text = Files.readString(Path.of("docs/lint.md"));
        List<String> block = text.substring(text.indexOf("## " + heading + "\n"))
                .lines()
                .skip(1)
                .dropWhile(String::isBlank)
                .takeWhile(line -> line.isBlank() || line.startsWith("    "))
                .map(line -> line.isBlank() ? "" : line.substring(4))
                .toList();
        return Serialization.unmarshal(String.join("\n", block), JsonNode.class);
    }

    static List<String> commands() throws IOException {
        List<String> commands = document()
                .map(COMMAND::matcher)
                .filter(matcher -> matcher.matches())
                .map(matcher -> matcher.group(1)
                        .replaceFirst(" > \\S+$", "")
                        .replace("${{ github.base_ref }}", "main")
                        .replace("$CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main"))
                .toList();
        assertThat(commands).hasSize(5);
        return commands;
    }

    private static Stream<String> document() throws IOException {
        return Files.readAllLines(Path.of("docs/lint.md")).stream().filter(line -> line.startsWith("    "));
    }

    private static void git(Path directory, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("git", "-C", directory.toString()));
        command.addAll(List.of(arguments));
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }
}
