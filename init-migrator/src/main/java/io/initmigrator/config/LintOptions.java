package io.initmigrator.config;

import io.initmigrator.config.Command.FailOn;
import io.initmigrator.schema.SchemaVersion;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Options of {@code lint}, which has no other settings.
 *
 * @param reference scripts that only define objects that exist
 * @param rules severities by rule, as they are written; later ones win
 * @param config a file of such severities; absent for the default one, if it is there
 * @param postgresVersion the major version of the server
 * @param paths directories and files of scripts; never empty
 */
public record LintOptions(
        Reference reference,
        Output output,
        Optional<FailOn> failOn,
        Map<String, String> rules,
        Optional<Path> config,
        Optional<Integer> postgresVersion,
        List<Path> paths) {

    /** Which scripts are applied already, so that they are not checked. */
    public sealed interface Reference {

        /** None: every script is checked, as if all before it had been applied. */
        record None() implements Reference {}

        /** Those up to {@code version}. */
        record Since(SchemaVersion version) implements Reference {}

        /** Those that are the same in another checkout. */
        record Base(Path directory) implements Reference {}

        /** Those that git says have not changed since its branch left {@code revision}. */
        record Git(String revision) implements Reference {}
    }

    /** {@code --output}. */
    public enum Output {
        TEXT,
        JSON,
        SARIF,
        GITHUB,
        GITLAB,
        JUNIT
    }
}
