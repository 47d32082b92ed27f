package io.initmigrator.flyway;

import io.initmigrator.schema.ScriptDirectives;
import io.initmigrator.schema.ScriptDirectives.Comment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.flywaydb.core.api.MigrationInfo;

/** A script's name and directives. */
record ScriptHeader(String script, ScriptDirectives directives) {

    static ScriptHeader of(MigrationInfo script) {
        return new ScriptHeader(script.getScript(), directivesOf(Path.of(script.getPhysicalLocation())));
    }

    /** @throws InvalidScriptException if a directive has an unknown name, or no value */
    void requireValidDirectives() {
        for (Comment comment : directives.comments()) {
            if (comment.hasNameWithoutValue()) {
                throw InvalidScriptException.declaresNothing(this, comment);
            }
            comment.unknownName().ifPresent(name -> {
                throw InvalidScriptException.declares(this, comment, name);
            });
        }
    }

    private static ScriptDirectives directivesOf(Path file) {
        if (!Files.isRegularFile(file)) {
            return new ScriptDirectives(List.of());
        }
        // A directive is ASCII, whatever the encoding of the script.
        try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
            return ScriptDirectives.of(lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
