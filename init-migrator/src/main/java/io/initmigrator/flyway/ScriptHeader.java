package io.initmigrator.flyway;

import io.initmigrator.schema.BundleFile;
import io.initmigrator.schema.ScriptDirectives;
import io.initmigrator.schema.ScriptDirectives.Comment;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.flywaydb.core.api.MigrationInfo;

/** A script's name and directives. */
record ScriptHeader(String script, ScriptDirectives directives) {

    static ScriptHeader of(MigrationInfo script, BundleScripts files) {
        return new ScriptHeader(
                script.getScript(),
                files.find(script).map(ScriptHeader::directivesOf).orElseGet(() -> new ScriptDirectives(List.of())));
    }

    /** @throws InvalidScriptException if a directive has an unknown name, no value, or one that cannot be read */
    void requireValidDirectives() {
        for (Comment comment : directives.comments()) {
            comment.problem().ifPresent(problem -> {
                throw InvalidScriptException.declares(this, comment, problem);
            });
        }
    }

    private static ScriptDirectives directivesOf(BundleFile file) {
        // A directive is ASCII, whatever the encoding of the script.
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(file.open(), StandardCharsets.ISO_8859_1))) {
            return ScriptDirectives.of(reader.lines());
        } catch (UncheckedIOException e) {
            throw file.unreadable(Objects.requireNonNull(e.getCause()));
        } catch (IOException e) {
            throw file.unreadable(e);
        }
    }
}
