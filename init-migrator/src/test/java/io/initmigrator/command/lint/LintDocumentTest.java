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

    /** Runs what the examples run to get the command, on an archive like the one that scripts/release packs. */
    @Test
    void examplesGetTheCommandFromTheArchiveOfARelease() throws Exception {
        JsonNode github = example("GitHub Actions").at("/jobs/migrations");
        JsonNode rehearsal =
                example("docs/rehearsal.md", "Rehearsal in GitHub Actions").at("/jobs/rehearsal");
        JsonNode gitlab = example("GitLab CI").at("/migrations");
        List<String> gets = new ArrayList<>();
        gets.add(block("docs/lint.md", "Getting the command"));
        for (JsonNode job : List.of(github, rehearsal)) {
            gets.add("VERSION=" + job.at("/env/VERSION").asText() + "\nGITHUB_PATH=path\nrm -f path\n"
                    + job.at("/steps/2/run").asText() + "\nPATH=\"$(cat path):$PATH\"");
        }
        gets.add("VERSION=" + gitlab.at("/variables/VERSION").asText() + "\n"
                + gitlab.at("/before_script/0").asText() + "\n"
                + gitlab.at("/before_script/1").asText());
        assertThat(Files.readString(Path.of("../scripts/release")))
                .contains("archive \"init-migrator-$release.tar.gz\" init-migrator/target dist\n")
                .contains("/releases/download/");

        for (String get : gets) {
            Path unpacked = Files.createTempDirectory(directory, "unpacked");
            assertThat(runUnpacked(get.replace("/tmp", unpacked.toString()))).isEqualTo("lint the archive");
            assertThat(unpacked.resolve("dist/bin/init-migrator")).isExecutable();
        }
    }

    private String runUnpacked(String get) throws Exception {
        Path launcher =
                Files.createDirectories(directory.resolve("release/dist/bin")).resolve("init-migrator");
        writeProgram(launcher, "echo \"$@\" > '" + directory + "/arguments'");
        writeProgram(
                Files.createDirectories(directory.resolve("curl")).resolve("curl"),
                "case \"$*\" in '-fsSL https://github.com/OWNER/init-migrator/releases/download/v'[0-9]*.[0-9]*.[0-9]*) ;; *) exit 22;; esac\n"
                        + "name=${2##*/} version=${2%/*}; [ \"$name\" = \"init-migrator-${version##*/v}.tar.gz\" ] || exit 22\n"
                        + "tar --create --directory '" + directory + "/release' dist | gzip");
        return shell(directory.resolve("curl"), get + "\ninit-migrator lint the archive");
    }

    private String run(String script) throws Exception {
        Path bin = Files.createDirectories(directory.resolve("bin"));
        writeProgram(bin.resolve("init-migrator"), "echo \"$@\" > '" + directory + "/arguments'\necho printed");
        return shell(bin, script);
    }

    private static void writeProgram(Path file, String commands) throws IOException {
        Files.writeString(file, "#!/bin/sh\nset -eu\n" + commands + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    /** Returns the arguments of init-migrator. */
    private String shell(Path bin, String script) throws Exception {
        Files.deleteIfExists(directory.resolve("arguments"));
        ProcessBuilder shell = new ProcessBuilder("sh", "-euc", script);
        shell.directory(directory.toFile()).inheritIO();
        shell.environment().merge("PATH", bin.toString(), (path, first) -> first + ":" + path);
        assertThat(shell.start().waitFor()).isZero();
        return Files.readString(directory.resolve("arguments")).strip();
    }

    private static JsonNode example(String heading) throws IOException {
        return example("docs/lint.md", heading);
    }

    private static JsonNode example(String document, String heading) throws IOException {
        return Serialization.unmarshal(block(document, heading), JsonNode.class);
    }

    /** The first block below a heading. */
    private static String block(String document, String heading) throws IOException {
        String text = Files.readString(Path.of(document));
        List<String> block = text.substring(text.indexOf("## " + heading + "\n"))
                .lines()
                .skip(1)
                .dropWhile(line -> !line.startsWith("    "))
                .takeWhile(line -> line.isBlank() || line.startsWith("    "))
                .map(line -> line.isBlank() ? "" : line.substring(4))
                .toList();
        return String.join("\n", block);
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
