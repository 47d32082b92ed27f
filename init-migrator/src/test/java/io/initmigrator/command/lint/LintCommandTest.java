package io.initmigrator.command.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.initmigrator.config.Command.FailOn;
import io.initmigrator.config.LintOptions;
import io.initmigrator.config.LintOptions.Output;
import io.initmigrator.config.LintOptions.Reference;
import io.initmigrator.schema.ArchiveBuilder;
import io.initmigrator.schema.SchemaVersion;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class LintCommandTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    @TempDir
    private Path directory;

    private Path scripts;
    private Reference reference = new Reference.None();
    private Optional<FailOn> failOn = Optional.empty();
    private Map<String, String> rules = Map.of();
    private Optional<Path> config = Optional.empty();
    private List<Path> paths = List.of();
    private String printed = "";

    @BeforeEach
    void createDirectory() throws IOException {
        scripts = Files.createDirectories(directory.resolve("db/migration"));
        paths = List.of(scripts);
    }

    @Test
    void objectIsInUseFromTheScriptAfterTheOneThatCreatesIt() throws IOException {
        write("V1__orders.sql", "CREATE TABLE orders (id int, note text);\nCREATE INDEX orders_id ON orders (id);");
        write("V2__notes.sql", "CREATE INDEX orders_note ON orders (note);");
        assertThat(run()).isFalse();
        assertThat(found()).containsExactly("V2__notes.sql:1 error index-without-concurrently");
    }

    @Test
    void scriptsUpToSinceOnlyTellWhatExists() throws IOException {
        write("V1__orders.sql", "CREATE TABLE orders (id int, note text);");
        write("V1_1__bad.sql", "CREATE INDEX orders_id ON orders (id);");
        write("V1.10__new.sql", "CREATE TABLE fresh (id int);\nALTER TABLE orders DROP note;");
        write("V2__fresh.sql", "CREATE INDEX fresh_id ON fresh (id);");
        write("R__view.sql", "CREATE OR REPLACE VIEW v AS SELECT 1;");
        reference = new Reference.Since(new SchemaVersion("1.9"));
        assertThat(run()).isTrue();
        assertThat(found()).containsExactly("V1.10__new.sql:2 warning dropped-column");
        assertThat(json().at("/known").asInt()).isEqualTo(2);
        failOn = Optional.of(FailOn.WARNING);
        assertThat(run()).isFalse();
    }

    @Test
    void scriptsThatAreTheSameInTheBaseOnlyTellWhatExists() throws IOException {
        write("V1__orders.sql", "CREATE TABLE orders (id int);\r\n");
        write("V2__edited.sql", "SELECT 1;");
        write("V3__last.sql", "SELECT 1;");
        Path base = Files.createDirectories(directory.resolve("base"));
        for (String name : List.of("V1__orders.sql", "V2__edited.sql", "V3__last.sql")) {
            Files.writeString(
                    base.resolve(name), Files.readString(scripts.resolve(name)).replace("\r", ""));
        }
        write("V2__edited.sql", "SELECT 2;");
        write("V2_1__late.sql", "SELECT 1;");
        write("V4__new.sql", "ALTER TABLE orders ADD a int NOT NULL;");
        reference = new Reference.Base(base);
        assertThat(run()).isFalse();
        assertThat(found())
                .containsExactly(
                        "V2__edited.sql:1 error edited-script",
                        "V2_1__late.sql:1 warning script-out-of-order",
                        "V4__new.sql:1 error required-column");
    }

    @Test
    void gitTellsWhatHasChangedSinceTheBranchLeftItsBase() throws Exception {
        git("init", "-q", "-b", "main");
        write("V1__orders.sql", "CREATE TABLE orders (id int);");
        commit();
        git("checkout", "-q", "-b", "feature");
        write("V2__committed.sql", "ALTER TABLE orders ADD a int NOT NULL;");
        commit();
        git("checkout", "-q", "main");
        write("V9__of_main.sql", "SELECT 1;");
        commit();
        git("checkout", "-q", "feature");
        write("V3__untracked.sql", "DROP TABLE orders;");
        reference = new Reference.Git("main");
        assertThat(run()).isFalse();
        assertThat(found())
                .containsExactly(
                        "V2__committed.sql:1 error required-column", "V3__untracked.sql:1 warning dropped-table");
        assertThat(json().at("/scripts/0/file").asText()).isEqualTo("db/migration/V2__committed.sql");
        reference = new Reference.Git("no-such-branch");
        assertThatThrownBy(this::run)
                .isInstanceOf(LintUsageException.class)
                .hasMessageContaining("git merge-base failed")
                .hasMessageContaining("no-such-branch");
        reference = new Reference.Git("--output=x");
        assertThatThrownBy(this::run).isInstanceOf(LintUsageException.class).hasMessageContaining("write a branch");
    }

    @Test
    void gitComparesScriptsReachedThroughLinks(@TempDir Path elsewhere) throws Exception {
        git("init", "-q", "-b", "main");
        write("V1__orders.sql", "CREATE TABLE orders (id int, note text);");
        commit();
        write("V2__index.sql", "CREATE INDEX orders_id ON orders (id);");
        reference = new Reference.Git("main");
        Path inside = Files.createSymbolicLink(directory.resolve("linked"), Path.of("db/migration"));
        Path checkout = Files.createSymbolicLink(elsewhere.resolve("checkout"), directory);
        for (Path path : List.of(inside, checkout.resolve("db/migration"), checkout.resolve("linked"))) {
            paths = List.of(path);
            assertThat(run()).as("%s", path).isFalse();
            assertThat(found()).containsExactly("V2__index.sql:1 error index-without-concurrently");
            assertThat(json().at("/known").asInt()).isEqualTo(1);
        }
    }

    @Test
    void gitComparesBothALinkToAScriptAndItsTarget() throws Exception {
        git("init", "-q", "-b", "main");
        Path shared = Files.createDirectories(directory.resolve("shared"));
        Files.writeString(shared.resolve("old.sql"), "SELECT 1;");
        Files.writeString(shared.resolve("other.sql"), "SELECT 1;");
        Files.createSymbolicLink(scripts.resolve("V1__old.sql"), Path.of("../../shared/old.sql"));
        commit();
        reference = new Reference.Git("main");
        Files.createSymbolicLink(scripts.resolve("V2__new.sql"), Path.of("../../shared/other.sql"));
        run();
        assertThat(json().at("/scripts")).hasSize(1);
        assertThat(json().at("/scripts/0/script").asText()).isEqualTo("V2__new.sql");

        Files.writeString(shared.resolve("old.sql"), "SELECT 2;");
        assertThat(run()).isFalse();
        assertThat(found()).containsExactly("V1__old.sql:1 error edited-script");
    }

    @Test
    void gitRefusesScriptsOutsideOfAWorkTree(@TempDir Path elsewhere) throws Exception {
        git("init", "-q", "-b", "main");
        write("V1__orders.sql", "SELECT 1;");
        commit();
        Path script = Files.writeString(elsewhere.resolve("shared.sql"), "SELECT 1;");
        Files.createSymbolicLink(scripts.resolve("V2__shared.sql"), script);
        commit();
        reference = new Reference.Git("main");
        assertThatThrownBy(this::run)
                .isInstanceOf(LintUsageException.class)
                .hasMessageContaining("git rev-parse failed in " + elsewhere.toRealPath())
                .hasMessageContaining("name scripts of a git work tree");

        GitDiff diff = new GitDiff("main", (in, arguments) -> elsewhere.toString());
        assertThatThrownBy(() -> diff.added(scripts.toRealPath()))
                .isInstanceOf(LintUsageException.class)
                .hasMessageContaining("it is not below the work tree " + elsewhere.toRealPath());
    }

    @Test
    void confFileAndStatementsTellWhetherThereIsATransaction() throws IOException {
        write("V1__orders.sql", "CREATE TABLE orders (id int);\nCREATE INDEX orders_id ON orders (id);");
        write("V2__a.sql", "CREATE INDEX CONCURRENTLY a ON orders (id);");
        write("V3__b.sql", "REINDEX INDEX CONCURRENTLY a;");
        write("V4__c.sql", "REINDEX INDEX CONCURRENTLY a;");
        write("V4__c.sql.conf", "executeInTransaction=false\n");
        assertThat(run()).isFalse();
        assertThat(found()).containsExactly("V3__b.sql:1 error not-in-transaction");
    }

    @Test
    void fileNamesAreReadAsFlywayDoes() throws IOException {
        write("B3__all.sql", "CREATE TABLE never_read (;");
        write("V1__a.sql", "SELECT 1;");
        write("V1.0__again.sql", "SELECT 1;");
        write("V2_note.sql", "SELECT 1;");
        write("U1__undo.sql", "DROP TABLE (;");
        write("afterMigrate.sql", "DROP TABLE (;");
        write("seed.sql", "DROP TABLE (;");
        assertThat(run()).isFalse();
        assertThat(found())
                .containsExactlyInAnyOrder(
                        "V1__a.sql:1 error duplicate-version", "V2_note.sql:1 warning invalid-script-name");
    }

    @Test
    void severitiesComeFromTheFileThenFromTheCommandLine() throws IOException {
        write("V1__orders.sql", "CREATE TABLE orders (id int);");
        write("V2__bad.sql", "ALTER TABLE orders ADD a int NOT NULL;\nALTER TABLE orders ADD b varchar(3);");
        Path file = Files.writeString(
                directory.resolve("lint.properties"),
                "lint.rule.required-column=off\nlint.rule.prefer-text-field=error\n");
        config = Optional.of(file);
        assertThat(run()).isFalse();
        assertThat(found()).containsExactly("V2__bad.sql:2 error prefer-text-field");
        rules = Map.of("prefer-text-field", "off", "adding-required-field", "warning");
        assertThat(run()).isTrue();
        assertThat(found()).containsExactly("V2__bad.sql:1 warning required-column");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lint.rule.no-such=off | unknown rule no-such; see the rules in docs/commands.md#plan-rules",
                "lint.rule.truncat=off | write truncate",
                "lint.rule.truncate=fatal | write off, on, warning or error",
                "lint.rules.truncate=off | is not known",
                "lint.postgres-version=new | write a major version"
            })
    void wrongConfigurationIsRefused(String line, String message) throws IOException {
        write("V1__orders.sql", "SELECT 1;");
        config = Optional.of(Files.writeString(directory.resolve("lint.properties"), line));
        assertThatThrownBy(this::run).isInstanceOf(LintUsageException.class).hasMessageContaining(message);
    }

    @Test
    void directoryWithoutMigrationIsRefused() {
        assertThatThrownBy(this::run).isInstanceOf(LintUsageException.class).hasMessageContaining("no migration in");
        paths = List.of(directory.resolve("nowhere"));
        assertThatThrownBy(this::run).isInstanceOf(LintUsageException.class).hasMessageContaining("cannot find");
    }

    @Test
    void fileIsCheckedWhateverItsName() throws IOException {
        write("patch.sql", "CREATE TABEL a (id int);");
        paths = List.of(scripts.resolve("patch.sql"));
        assertThat(run()).isFalse();
        assertThat(found()).containsExactly("patch.sql:1 error syntax-error");
    }

    @Test
    void jsonFollowsItsSchema() throws IOException {
        writeTwentyFindings();
        run();
        JsonNode json = json();
        assertThat(JsonSchemaFactory.getInstance(VersionFlag.V202012)
                        .getSchema(Files.readString(Path.of("lint.schema.json")))
                        .validate(json))
                .isEmpty();
        assertThat(json.at("/errors").asInt()).isEqualTo(20);
        assertThat(json.at("/scripts/1/findings/0/aliases/0").asText()).isEqualTo("adding-required-field");
    }

    @Test
    void sarifHasARuleAndAPlaceForEachResult() throws IOException {
        writeTwentyFindings();
        print(Output.SARIF);
        JsonNode sarif = MAPPER.readTree(printed);
        assertThat(JsonSchemaFactory.getInstance(VersionFlag.V4)
                        .getSchema(Files.readString(Path.of("src/test/resources/sarif/sarif-2.1.0-rtm.5.json")))
                        .validate(sarif))
                .isEmpty();
        assertThat(sarif.at("/version").asText()).isEqualTo("2.1.0");
        JsonNode run = sarif.at("/runs/0");
        assertThat(run.at("/tool/driver/name").asText()).isEqualTo("init-migrator");
        assertThat(run.at("/results")).hasSize(20).allSatisfy(result -> {
            JsonNode rule =
                    run.at("/tool/driver/rules/" + result.at("/ruleIndex").asInt());
            assertThat(rule.at("/id")).isEqualTo(result.at("/ruleId"));
            assertThat(rule.at("/defaultConfiguration/level").asText()).isIn("none", "warning", "error");
            assertThat(result.at("/level").asText()).isEqualTo("error");
            assertThat(result.at("/message/text").asText()).isNotEmpty();
            JsonNode place = result.at("/locations/0/physicalLocation");
            assertThat(place.at("/artifactLocation/uri").asText()).endsWith("/V2__a%20b.sql");
            assertThat(place.at("/region/startLine").asInt()).isPositive();
            assertThat(place.at("/region/startColumn").asInt()).isPositive();
        });
    }

    @Test
    void sarifOfNothingFollowsTheSchemaToo() throws IOException {
        write("V1__orders.sql", "CREATE TABLE orders (id int);");
        print(Output.SARIF);
        var schema = JsonSchemaFactory.getInstance(VersionFlag.V4)
                .getSchema(Files.readString(Path.of("src/test/resources/sarif/sarif-2.1.0-rtm.5.json")));
        assertThat(schema.validate(MAPPER.readTree(printed))).isEmpty();
        assertThat(schema.validate(MAPPER.readTree(printed.replace("2.1.0\"", "2.0.0\""))))
                .isNotEmpty();
    }

    @Test
    void gitlabHasAFingerprintForEachIssue() throws IOException {
        writeTwentyFindings();
        print(Output.GITLAB);
        JsonNode issues = MAPPER.readTree(printed);
        assertThat(issues).hasSize(20).allSatisfy(issue -> {
            assertThat(issue.at("/check_name").asText()).isEqualTo("required-column");
            assertThat(issue.at("/severity").asText()).isEqualTo("major");
            assertThat(issue.at("/description").asText()).contains("remedy: ");
            assertThat(issue.at("/location/path").asText()).endsWith("/V2__a b.sql");
            assertThat(issue.at("/location/lines/begin").asInt()).isPositive();
        });
        assertThat(issues.findValuesAsText("fingerprint"))
                .doesNotHaveDuplicates()
                .hasSize(20);
        List<String> fingerprints = issues.findValuesAsText("fingerprint");
        Path script = scripts.resolve("V2__a b.sql");
        Files.writeString(script, "\n\n" + Files.readString(script));
        print(Output.GITLAB);
        assertThat(MAPPER.readTree(printed).findValuesAsText("fingerprint")).isEqualTo(fingerprints);
    }

    @Test
    void junitHasATestForEachFindingAndEachScriptWithout() throws Exception {
        write("V1__orders.sql", "CREATE TABLE orders (id int);");
        write("V2__a&b.sql", "SELECT 1;\nALTER TABLE orders ADD \"<n>\" int NOT NULL;\nDROP TABLE orders;");
        print(Output.JUNIT);
        Document report = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(printed)));
        Element suite = (Element) report.getElementsByTagName("testsuite").item(0);
        assertThat(suite.getAttribute("tests")).isEqualTo("3");
        assertThat(suite.getAttribute("failures")).isEqualTo("1");
        NodeList cases = report.getElementsByTagName("testcase");
        assertThat(((Element) cases.item(0)).getAttribute("name")).isEqualTo("no finding");
        Element error = (Element) cases.item(1);
        assertThat(error.getAttribute("file")).endsWith("V2__a&b.sql");
        assertThat(error.getAttribute("name")).isEqualTo("required-column in line 2");
        Element failure = (Element) error.getElementsByTagName("failure").item(0);
        assertThat(failure.getAttribute("message"))
                .startsWith("error: NOT NULL without")
                .contains("; remedy: ");
        assertThat(cases.item(2).getTextContent()).startsWith("warning: ");
    }

    @Test
    void githubShowsFileLineColumnAndRule() throws Exception {
        git("init", "-q");
        write("V1__orders.sql", "CREATE TABLE orders (id int);");
        write("V2__100%,a:b.sql", "SELECT 1;\n  ALTER TABLE orders ADD a int NOT NULL;");
        print(Output.GITHUB);
        assertThat(printed)
                .isEqualTo("::error file=db/migration/V2__100%25%2Ca%3Ab.sql,line=2,col=22,title=required-column::NOT"
                        + " NULL without a default fails if orders has a row, and the old version cannot insert"
                        + " any; remedy: give it a constant default, or add it nullable and require it in a"
                        + " later release or in a script declared after-rollout");
    }

    @Test
    void githubHasACommandForEachFinding() throws Exception {
        git("init", "-q");
        writeTwentyFindings();
        print(Output.GITHUB);
        assertThat(printed.lines()).hasSize(20);
        for (int line = 1; line <= 20; line++) {
            String command =
                    "::error file=db/migration/V2__a b.sql,line=" + line + ",col=20,title=required-column::NOT";
            assertThat(printed.lines())
                    .filteredOn(each -> each.startsWith(command))
                    .hasSize(1);
        }
    }

    @Test
    void textNamesPlaceSeverityAndRule() throws IOException {
        writeTwentyFindings();
        print(Output.TEXT);
        assertThat(printed.lines().findFirst())
                .hasValueSatisfying(line -> assertThat(line).contains("V2__a b.sql:1:20: error required-column: "));
        assertThat(printed).endsWith("scripts checked: 2, known: 0, errors: 20, warnings: 0");
    }

    @Test
    void namesSteerNoTerminalAndForgeNoLine() throws IOException {
        write("V1__orders.sql", "CREATE TABLE orders (id int, \"n\u001b[2J\u202e\" text);");
        write("V2__\u001b[2J\n::error::\u009b.sql", "ALTER TABLE orders DROP \"n\u001b[2J\u202e\";");

        for (Output output : Output.values()) {
            print(output);

            assertThat(printed)
                    .as("%s", output)
                    .contains("V2__")
                    .doesNotContain("\u001b", "\u009b", "\u202e", "\n::error::");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "!/BOOT-INF/classes/db/migration"})
    void scriptsInAnArchiveAreChecked(String place) throws IOException {
        String scriptsInJar = "BOOT-INF/classes/db/migration/";
        Path jar = new ArchiveBuilder()
                .with(scriptsInJar + "V1__orders.sql", "CREATE TABLE orders (id int);\n")
                .with(scriptsInJar + "sub/V2__index.sql", "CREATE INDEX CONCURRENTLY orders_id ON orders (id);")
                .with(scriptsInJar + "V3__reindex.sql", "REINDEX INDEX CONCURRENTLY orders_id;")
                .with(scriptsInJar + "V3__reindex.sql.conf", "executeInTransaction=false\n")
                .with(scriptsInJar + "V4__bad.sql", "ALTER TABLE orders ADD a int NOT NULL;")
                .with(scriptsInJar + "V5__java.class", "")
                .write(directory.resolve("app.jar"));
        paths = List.of(Path.of(jar + place));

        assertThat(run()).isFalse();

        assertThat(found()).containsExactly("V4__bad.sql:1 error required-column");
        assertThat(json().at("/scripts")).hasSize(4);
        assertThat(json().at("/scripts/3/file").asText())
                .endsWith("app.jar!/BOOT-INF/classes/db/migration/V4__bad.sql");
        Path base = Files.createDirectories(directory.resolve("base"));
        Files.writeString(base.resolve("V4__bad.sql"), "ALTER TABLE orders ADD a int NOT NULL;");
        reference = new Reference.Base(base);
        assertThat(run()).isTrue();
        reference = new Reference.Git("main");
        assertThatThrownBy(this::run)
                .isInstanceOf(LintUsageException.class)
                .hasMessageContaining("cannot compare scripts in an archive with git");
    }

    @Test
    void archiveThatCannotBeReadIsNamed() throws IOException {
        Path jar = Files.writeString(directory.resolve("app.jar"), "no archive");
        for (String place : List.of(jar + "!/db", jar.toString())) {
            paths = List.of(Path.of(place));
            assertThatThrownBy(this::run).isInstanceOf(LintUsageException.class).hasMessageContaining("app.jar");
        }
        Path empty = new ArchiveBuilder().with("x", "").write(directory.resolve("empty.zip"));
        paths = List.of(empty);
        assertThatThrownBy(this::run)
                .isInstanceOf(LintUsageException.class)
                .hasMessageContaining("found no db/migration in")
                .hasMessageContaining("write " + empty + "!/");
    }

    private void writeTwentyFindings() throws IOException {
        write("V1__orders.sql", "CREATE TABLE orders (id int);");
        write(
                "V2__a b.sql",
                String.join(
                        "\n",
                        IntStream.range(0, 20)
                                .mapToObj(i -> "ALTER TABLE orders ADD a" + i + " int NOT NULL;")
                                .toList()));
    }

    private void write(String name, String sql) throws IOException {
        Files.writeString(scripts.resolve(name), sql);
    }

    private boolean run() {
        return print(Output.JSON);
    }

    private boolean print(Output output) {
        LintOptions options = new LintOptions(reference, output, failOn, rules, config, Optional.empty(), paths);
        return new LintCommand(options).run(text -> printed = text);
    }

    private JsonNode json() throws IOException {
        return MAPPER.readTree(printed);
    }

    private List<String> found() throws IOException {
        List<String> found = new ArrayList<>();
        for (JsonNode script : json().at("/scripts")) {
            for (JsonNode finding : script.at("/findings")) {
                found.add(script.at("/script").asText() + ":"
                        + finding.at("/line").asInt() + " "
                        + finding.at("/severity").asText() + " "
                        + finding.at("/rule").asText());
            }
        }
        return found;
    }

    private void commit() throws Exception {
        git("add", "-A");
        git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", "x");
    }

    private void git(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("git", "-C", directory.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor()).isZero();
    }
}
