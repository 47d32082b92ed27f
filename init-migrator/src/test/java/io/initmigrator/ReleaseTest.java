package io.initmigrator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.initmigrator.support.Tool;
import io.initmigrator.support.Tool.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests {@code scripts/release} and the workflows that call it. */
class ReleaseTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /** Lists every file that contains the version, and the script itself. */
    private static final List<String> FILES = List.of(
            "scripts/release",
            "scripts/kubectl-init_migrator",
            "LICENSE",
            "pom.xml",
            "init-migrator/pom.xml",
            "init-migrator/Dockerfile",
            "init-migrator/docs/CHANGELOG.md",
            "init-migrator/docs/lint.md",
            "init-migrator/docs/rehearsal.md",
            "init-migrator/docs/security.md",
            "manifests/helm/init-migrator/Chart.yaml",
            "manifests/helm/shop/Chart.yaml",
            "manifests/helm/README.md",
            "README.md");

    private static final Pattern SCRIPT = Pattern.compile("(?<![\\w/])(?:scripts|\\.ci)/[\\w-]+");

    @TempDir
    private Path directory;

    @Test
    void versionsOfThisTreeAgree() throws IOException, InterruptedException {
        copy();

        assertThat(release("--check")).isEqualTo(new Answer(0, ""));
    }

    @Test
    void versionIsSetEverywhereAndFitsTheTag() throws IOException, InterruptedException {
        copy();
        edit("init-migrator/docs/CHANGELOG.md", "## Unreleased", "## 7.8.9 (2026-12-01)");

        assertThat(release("--set-version", "7.8.9")).isEqualTo(new Answer(0, ""));

        assertThat(release("--check", "v7.8.9")).isEqualTo(new Answer(0, ""));
        assertThat(release("--check", "v7.8.10").exitCode()).isEqualTo(1);
        assertThat(release("--notes", "v7.8.9").output())
                .contains("### Added", "/blob/v7.8.9/init-migrator/docs/", "/blob/v7.8.9/init-migrator/docs/guides/")
                .doesNotContain("## 7.8.9")
                .doesNotContainPattern("\\]\\((?!https://)");
        assertThat(Files.readString(directory.resolve("README.md"))).contains("example.com/init-migrator:7.8.9");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "init-migrator/pom.xml",
                "init-migrator/Dockerfile",
                "init-migrator/docs/lint.md",
                "init-migrator/docs/rehearsal.md",
                "init-migrator/docs/security.md",
                "manifests/helm/init-migrator/Chart.yaml",
                "manifests/helm/shop/Chart.yaml",
                "manifests/helm/README.md",
                "README.md"
            })
    void oneFileWithAnotherVersionIsNamed(String file) throws IOException, InterruptedException {
        copy();
        release("--set-version", "7.8.9");
        edit(file, "7.8.9", "7.8.8");

        Answer answer = release("--check");

        assertThat(answer.exitCode()).isEqualTo(1);
        assertThat(answer.output()).startsWith(file + " holds the version '7.8.8', pom.xml 7.8.9; run scripts/release");
    }

    @Test
    void releaseWithoutNotesIsRefused() throws IOException, InterruptedException {
        copy();
        release("--set-version", "7.8.9");

        assertThat(release("--check", "v7.8.9"))
                .isEqualTo(new Answer(
                        1, "init-migrator/docs/CHANGELOG.md has no section 7.8.9; rename its section Unreleased\n"));
    }

    /** Replaces the build, which takes minutes, by one that writes a few files. */
    @Test
    void dryRunPacksWhatAReleasePublishes() throws IOException, InterruptedException {
        copy();
        for (String tree : List.of("kustomize", "manifests")) {
            Files.createDirectories(directory.resolve(tree));
            Files.writeString(directory.resolve(tree + "/README.md"), "# " + tree);
        }
        Path build = Files.writeString(directory.resolve("scripts/build-dist"), """
                #!/bin/sh
                [ "$*" = "--jar --no-tests" ] || exit 9
                mkdir -p init-migrator/target/dist/lib && cd init-migrator/target/dist && echo {} >sbom.json && echo jar >lib/init-migrator.jar
                """);
        assertThat(build.toFile().setExecutable(true)).isTrue();
        release("--set-version", "7.8.9");
        edit("init-migrator/docs/CHANGELOG.md", "## Unreleased", "## 7.8.9 (2026-12-01)");

        Answer answer = new Tool(Path.of("/usr/bin/env"))
                .run(
                        "HELM=",
                        "GITHUB_REPOSITORY=shop/init-migrator",
                        "PATH=/usr/bin:/bin",
                        directory.resolve("scripts/release").toString(),
                        "--dry-run",
                        "v7.8.9");

        assertThat(answer.exitCode()).as(answer.output()).isZero();
        assertThat(answer.output()).contains("Prepared init-migrator 7.8.9 in target/release:");
        Path out = directory.resolve("target/release");
        JsonNode plugin = yaml(out.resolve("init-migrator-krew.yaml"));
        JsonNode platform = plugin.at("/spec/platforms/0");
        assertThat(plugin.at("/metadata/name").asText()).isEqualTo("init-migrator");
        assertThat(plugin.at("/spec/version").asText()).isEqualTo("v7.8.9");
        assertThat(plugin.at("/spec/shortDescription").asText()).hasSizeBetween(10, 60);
        assertThat(platform.path("uri").asText())
                .isEqualTo(
                        "https://github.com/shop/init-migrator/releases/download/v7.8.9/init-migrator-kubectl-7.8.9.tar.gz");
        Answer sums = new Tool(Path.of("/usr/bin/env")).run("--chdir=" + out, "sha256sum", "--check", "SHA256SUMS");
        assertThat(sums.exitCode()).as(sums.output()).isZero();
        assertThat(Files.readString(out.resolve("SHA256SUMS")))
                .contains(
                        platform.path("sha256").asText() + "  init-migrator-kubectl-7.8.9.tar.gz\n",
                        "  init-migrator-7.8.9.tar.gz\n",
                        "  init-migrator-manifests-7.8.9.tar.gz\n",
                        "  init-migrator-7.8.9.sbom.json\n",
                        "  init-migrator-krew.yaml\n");
        Path installed = Files.createDirectory(directory.resolve("installed"));
        new Tool(Path.of("/usr/bin/env"))
                .run(
                        "tar",
                        "-xf",
                        out.resolve("init-migrator-kubectl-7.8.9.tar.gz").toString(),
                        "-C",
                        installed.toString());
        assertThat(platform.path("files").findValuesAsText("from"))
                .containsExactly("scripts/kubectl-init_migrator", "LICENSE")
                .allMatch(file -> Files.isRegularFile(installed.resolve(file)));
        assertThat(new Tool(installed
                                .resolve("scripts")
                                .resolve(platform.path("bin").asText()))
                        .run("--help")
                        .output())
                .startsWith("Usage: kubectl init-migrator ");
    }

    static List<Path> workflows() throws IOException {
        try (Stream<Path> files = Files.list(ROOT.resolve(".github/workflows"))) {
            return files.sorted().toList();
        }
    }

    /** Tests that actions are pinned by commit, because a tag may be moved. Dependabot updates commit and comment. */
    @ParameterizedTest
    @MethodSource("workflows")
    void workflowUsesPinnedActionsAndScriptsThatExistWithFewRights(Path workflow) throws IOException {
        JsonNode yaml = yaml(workflow);

        assertThat(yaml.path("permissions").toString()).isEqualTo("{\"contents\":\"read\"}");
        assertThat(yaml.findValuesAsText("uses"))
                .isNotEmpty()
                .allMatch(action -> action.matches("[\\w-]+/[\\w-]+@[0-9a-f]{40}"));
        assertThat(Files.readString(workflow).lines().filter(line -> line.contains("uses: ")))
                .allMatch(line -> line.matches(".*@[0-9a-f]{40} # v\\d+\\.\\d+\\.\\d+"));
        assertThat(yaml.path("jobs"))
                .isNotEmpty()
                .allSatisfy(
                        job -> assertThat(job.path("timeout-minutes").isInt()).isTrue());
        assertThat(SCRIPT.matcher(String.join("\n", yaml.findValuesAsText("run")))
                        .results()
                        .map(script -> ROOT.resolve(script.group())))
                .isNotEmpty()
                .allMatch(Files::isRegularFile);
    }

    @ParameterizedTest
    @MethodSource("workflows")
    void commandsOfAWorkflowPassShellCheck(Path workflow) throws IOException, InterruptedException {
        Tool shellcheck = Tool.find("shellcheck", "apt-get install shellcheck");
        for (String run : yaml(workflow).findValuesAsText("run")) {
            Path script = Files.writeString(directory.resolve("run"), run);

            Answer answer = shellcheck.run("--shell=bash", script.toString());

            assertThat(answer).as(run).isEqualTo(new Answer(0, ""));
        }
    }

    /** Tests that the documented identity is that of the workflow that signs, at the tags that start it. */
    @Test
    void documentedVerificationFitsTheWorkflow() throws IOException {
        Path workflow = Path.of(".github/workflows/release.yml");
        JsonNode yaml = yaml(ROOT.resolve(workflow));
        String document = Files.readString(ROOT.resolve("init-migrator/docs/security.md"));

        assertThat(Pattern.compile(
                                "--certificate-identity \"https://github\\.com/OWNER/init-migrator/(.*)@refs/tags/(.*)\"")
                        .matcher(document)
                        .results())
                .hasSize(2)
                .allSatisfy(identity -> {
                    assertThat(identity.group(1)).isEqualTo(workflow.toString());
                    assertThat(identity.group(2)).isEqualTo("v$VERSION");
                });
        assertThat(yaml.at("/on/push/tags/0").asText()).startsWith("v");
        assertThat(document)
                .contains("cosign verify \"" + yaml.at("/env/REGISTRY").asText() + "/OWNER/init-migrator:$VERSION\"");
        assertThat(String.join("\n", yaml.findValuesAsText("run")))
                .contains("publish plain \"$VERSION\"", "cosign sign --yes --recursive", "SHA256SUMS.sigstore.json");
    }

    private static JsonNode yaml(Path file) throws IOException {
        return new ObjectMapper()
                .valueToTree(new KubernetesSerialization().unmarshal(Files.readString(file), Object.class));
    }

    private void copy() throws IOException {
        for (String file : FILES) {
            Path copy = directory.resolve(file);
            Files.createDirectories(copy.getParent());
            Files.copy(ROOT.resolve(file), copy);
        }
    }

    private void edit(String file, String from, String to) throws IOException {
        Path path = directory.resolve(file);
        String text = Files.readString(path);
        assertThat(text).contains(from);
        Files.writeString(path, text.replace(from, to));
    }

    private Answer release(String... arguments) throws IOException, InterruptedException {
        return new Tool(directory.resolve("scripts/release")).run(arguments);
    }
}
