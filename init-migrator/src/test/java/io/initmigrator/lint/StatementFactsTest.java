package io.initmigrator.lint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.initmigrator.lint.ddl.Ddl;
import io.initmigrator.lint.ddl.DdlParser;
import io.initmigrator.lint.sql.SqlStatements;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Writes the facts that the linter reads from the scripts below {@code -Dlint.facts.scripts} to {@code -Dlint.facts.output}, one JSON
 * object for each statement; {@code scripts/compare-with-postgresql} uses them.
 */
@EnabledIfSystemProperty(
        named = "lint.facts.scripts",
        matches = ".+",
        disabledReason = "run by scripts/compare-with-postgresql")
class StatementFactsTest {

    @Test
    void factsOfEachStatementAreWritten() throws IOException {
        Path root = Path.of(System.getProperty("lint.facts.scripts"));
        Path output = Path.of(System.getProperty("lint.facts.output"));
        try (Stream<Path> files = Files.walk(root);
                BufferedWriter writer = Files.newBufferedWriter(output)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".sql"))
                    .sorted()
                    .toList()) {
                write(root.relativize(file).toString(), Files.readString(file, StandardCharsets.ISO_8859_1), writer);
            }
        }
        assertThat(output).isNotEmptyFile();
    }

    private static void write(String file, String sql, BufferedWriter writer) throws IOException {
        for (SqlStatements.Written each : SqlStatements.written(sql)) {
            ObjectNode json = JsonNodeFactory.instance
                    .objectNode()
                    .put("file", file)
                    .put("line", each.statement().line())
                    .put("text", each.text());
            ArrayNode facts = json.putArray("facts");
            DdlParser.parse(each.statement()).forEach(command -> facts(command).forEach(facts::add));
            writer.write(json.toString());
            writer.newLine();
        }
    }

    private static Stream<String> facts(Ddl command) {
        return switch (command) {
            case Ddl.CreateTable create -> Stream.of("create table " + create.table());
            case Ddl.AlterTable alter -> alter.isView() ? Stream.of() : Stream.of("alter table " + alter.table());
            case Ddl.CreateIndex create ->
                Stream.of("create index on " + create.index().table() + (create.concurrently() ? " concurrently" : ""));
            case Ddl.Drop drop ->
                drop.kind().equals("TABLE")
                        ? drop.names().stream().map(name -> "drop table " + name + (drop.cascade() ? " cascade" : ""))
                        : Stream.of();
            case Ddl.DropIndex drop ->
                drop.indexes().stream()
                        .map(name -> "drop index " + name + (drop.concurrently() ? " concurrently" : ""));
            case Ddl.Truncate truncate -> truncate.tables().stream().map(name -> "truncate " + name);
            case Ddl.Write write
            when List.of("INSERT", "UPDATE", "DELETE").contains(write.what()) ->
                Stream.of(write.what().toLowerCase(Locale.ROOT) + " " + write.table());
            default -> Stream.of();
        };
    }
}
