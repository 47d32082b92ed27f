package io.initmigrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.initmigrator.lint.report.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests the references in the Markdown documents: links, snippets, scripts, tests, lint rules. */
class DocumentsTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern FENCE = Pattern.compile("(?ms)^ *```(\\w*)\\n(.*?)^ *```$");
    private static final Pattern INDENTED = Pattern.compile("(?m)(?<=\\n\\n)(?:(?: {4}.*)?\\n)*(?: {4}.*\\n)");
    private static final Pattern INLINE_CODE = Pattern.compile("`[^`]*`");
    private static final Pattern LINK = Pattern.compile("\\[[^\\[\\]]*]\\(([^()\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (.+)$");
    private static final Pattern SCRIPT = Pattern.compile("(?<![\\w/.-])scripts/([\\w-]+)");
    private static final Pattern TEST_CLASS =
            Pattern.compile("(?:`|-Dtest=)([A-Z]\\w*[a-z0-9](?:Test|IT|Contract))\\b");
    private static final Pattern CAMEL_CASE = Pattern.compile("\\b[A-Z]\\w*[a-z][A-Z]\\w*");
    private static final Pattern GLOSSARY_ROW = Pattern.compile("(?m)^\\| \\*\\*");
    private static final Pattern RULE_ROW =
            Pattern.compile("(?m)^\\| (?:error|warning|off by default)[^|]*\\|(.*)\\|$");

    /** Lists the fields of a kustomization of kustomize 5, including those of a {@code Component}. */
    private static final Set<String> KUSTOMIZATION = Set.of(
            "apiVersion",
            "kind",
            "metadata",
            "namespace",
            "namePrefix",
            "nameSuffix",
            "resources",
            "components",
            "patches",
            "replacements",
            "configMapGenerator",
            "secretGenerator",
            "generatorOptions",
            "images",
            "labels",
            "commonAnnotations",
            "transformers",
            "generators",
            "configurations",
            "openapi",
            "replicas",
            "validators");

    private static final Set<String> ONLY_IN_A_KUSTOMIZATION =
            Set.of("resources", "components", "patches", "replacements", "configMapGenerator", "images");

    /** A document, by its path below the repository's root. */
    record Document(Path path, String text) {

        static Document read(Path file) {
            try {
                return new Document(ROOT.relativize(file), Files.readString(file));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        /** Returns the text without code, because a link in code is not a link. */
        String prose() {
            return INLINE_CODE
                    .matcher(
                            INDENTED.matcher(FENCE.matcher(text).replaceAll("")).replaceAll("\n"))
                    .replaceAll("");
        }

        Set<String> anchors() {
            var anchors = new HashSet<String>();
            HEADING.matcher(FENCE.matcher(text).replaceAll("")).results().forEach(heading -> {
                String slug = slug(heading.group(1));
                String anchor = slug;
                for (int repeated = 1; !anchors.add(anchor); repeated++) {
                    anchor = slug + "-" + repeated;
                }
            });
            return anchors;
        }

        /**
         * Returns the YAML snippets: the blocks marked {@code yaml}, and in kustomize's documents also the indented blocks that begin with
         * a key.
         */
        List<String> yaml() {
            var found = new ArrayList<String>();
            FENCE.matcher(text)
                    .results()
                    .filter(it -> it.group(1).equals("yaml"))
                    .map(it -> it.group(2))
                    .forEach(found::add);
            if (path.startsWith("kustomize")) {
                INDENTED.matcher(text)
                        .results()
                        .map(MatchResult::group)
                        .map(String::stripIndent)
                        .filter(it -> it.strip().matches("(?s)\\w+:(?:\\n| .*\\n).*"))
                        .forEach(found::add);
            }
            return found;
        }

        private static String slug(String heading) {
            return heading.toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .strip()
                    .replace(' ', '-');
        }

        @Override
        public String toString() {
            return path.toString();
        }
    }

    static List<Document> documents() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> Stream.of("target", ".git", "node_modules")
                            .noneMatch(name -> ROOT.relativize(file).toString().contains(name + "/")))
                    .sorted()
                    .map(Document::read)
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void relativeLinksLeadToAFileAndAHeading(Document document) {
        assertThat(LINK.matcher(document.prose()).results().map(link -> link.group(1)))
                .filteredOn(target -> !target.matches("\\w+:.*"))
                .allSatisfy(target -> {
                    String[] parts = target.split("#", 2);
                    Path file = parts[0].isEmpty()
                            ? ROOT.resolve(document.path())
                            : ROOT.resolve(document.path())
                                    .resolveSibling(parts[0])
                                    .normalize();
                    assertThat(file).exists();
                    if (parts.length == 2) {
                        assertThat(Document.read(file).anchors()).contains(parts[1]);
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("documents")
    void yamlIsYamlAndAKustomizationHasKnownKeys(Document document) {
        // A Helm template is not YAML; scripts/verify-manifests renders the files from which such an excerpt is taken.
        assertThat(document.yaml().stream().filter(snippet -> !snippet.contains("{{")))
                .allSatisfy(snippet -> {
                    Map<?, ?> content = new KubernetesSerialization().unmarshal(snippet, Map.class);
                    if (content.keySet().stream().anyMatch(ONLY_IN_A_KUSTOMIZATION::contains)) {
                        assertThat(content.keySet()).allMatch(KUSTOMIZATION::contains, "is known to kustomize");
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("documents")
    void jsonIsJson(Document document) {
        assertThat(FENCE.matcher(document.text())
                        .results()
                        .filter(it -> it.group(1).equals("json")))
                .allSatisfy(snippet -> assertThatCode(() -> new ObjectMapper().readTree(snippet.group(2)))
                        .doesNotThrowAnyException());
    }

    @ParameterizedTest
    @MethodSource("documents")
    void scriptsExist(Document document) {
        assertThat(SCRIPT.matcher(document.text()).results().map(MatchResult::group))
                .allSatisfy(script -> assertThat(ROOT.resolve(script)).isExecutable());
    }

    @ParameterizedTest
    @MethodSource("documents")
    void testsExist(Document document) throws IOException {
        Set<String> sources = javaFiles();

        assertThat(TEST_CLASS.matcher(document.text()).results().map(it -> it.group(1) + ".java"))
                .allSatisfy(test -> assertThat(sources).contains(test));
    }

    @Test
    void readmeIsShortAndShowsTheContainer() throws IOException {
        assertThat(Files.readAllLines(ROOT.resolve("README.md")))
                .hasSizeLessThanOrEqualTo(250)
                .contains("initContainers:");
    }

    @Test
    void glossaryHasAtMostTwelveWords() throws IOException {
        String concepts = Files.readString(ROOT.resolve("init-migrator/docs/concepts.md"));

        assertThat(GLOSSARY_ROW.matcher(concepts).results()).hasSizeBetween(1, 12);
    }

    @Test
    void failureModesNameNoTypeOfTheCode() throws IOException {
        Document failures = Document.read(ROOT.resolve("init-migrator/docs/failure-modes.md"));

        assertThat(CAMEL_CASE.matcher(failures.text()).results().map(type -> type.group() + ".java"))
                .doesNotContainAnyElementsOf(javaFiles());
    }

    @Test
    void readmeNamesDirectoriesOfKustomizeThatExist() throws IOException {
        String snippet = Document.read(ROOT.resolve("README.md")).yaml().get(1);
        Map<?, ?> kustomization = new KubernetesSerialization().unmarshal(snippet, Map.class);

        assertThat(Stream.of("resources", "components")
                        .flatMap(key -> ((List<?>) Objects.requireNonNull(kustomization.get(key))).stream())
                        .map(path -> ROOT.resolve("kustomize/sample/with")
                                .resolve((String) path)
                                .normalize()))
                .isNotEmpty()
                .allSatisfy(directory ->
                        assertThat(directory.resolve("kustomization.yaml")).exists());
    }

    @Test
    void eachRuleOfTheLinterIsListed() throws IOException {
        String commands = Files.readString(ROOT.resolve("init-migrator/docs/commands.md"));

        assertThat(RULE_ROW.matcher(commands)
                        .results()
                        .flatMap(row -> INLINE_CODE.matcher(row.group(1)).results())
                        .map(rule -> rule.group().replace("`", "")))
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Rule.values()).map(Rule::toString).toList());
    }

    @Test
    void eachDecisionIsListed() throws IOException {
        Path directory = ROOT.resolve("init-migrator/docs/adr");
        String index = Files.readString(directory.resolve("README.md"));
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.matches("\\d{4}-.*")))
                    .isNotEmpty()
                    .allSatisfy(name -> assertThat(index).contains("(" + name + ")"));
        }
    }

    private static Set<String> javaFiles() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve("init-migrator/src"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .collect(Collectors.toSet());
        }
    }
}
