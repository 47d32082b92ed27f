package io.initmigrator.flyway;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.internal.resource.ResourceName;
import org.flywaydb.core.internal.resource.ResourceNameParser;

/**
 * A file with the suffix of a migration that Flyway ignores because of its name, such as {@code V2_note.sql}. Flyway reports it
 * only if {@code FLYWAY_VALIDATE_MIGRATION_NAMING} makes it an error.
 *
 * @param reason in Flyway's words
 */
record InvalidMigrationName(String file, String reason) {

    private static final Pattern UNDO = Pattern.compile("U[0-9][0-9._]*__.*");

    /** Looks like a migration, but is neither one of Java nor a script's configuration. */
    private static final Pattern MIGRATION = Pattern.compile("[VBR][0-9._]*__.*(?<!\\.(?:conf|java|class|md))");

    /** Returns them by name; empty if the locations cannot be read, which is reported when the scripts are read. */
    static List<InvalidMigrationName> among(Configuration settings) {
        ResourceNameParser names = new ResourceNameParser(settings);
        List<InvalidMigrationName> invalidNames = new ArrayList<>();
        for (String file : MigrationFiles.names(settings)) {
            ResourceName name = names.parse(file);
            if (!name.isValid()) {
                String reason = UNDO.matcher(file).matches()
                        ? "undo migrations are not run by Flyway Community"
                        : name.getValidityMessage();
                invalidNames.add(new InvalidMigrationName(file, reason));
            }
        }
        for (String file : MigrationFiles.allNames(settings)) {
            if (MIGRATION.matcher(file).matches() && !endsAsMigration(file, settings)) {
                invalidNames.add(new InvalidMigrationName(
                        file,
                        "its name does not end in " + String.join(" or ", settings.getSqlMigrationSuffixes())
                                + "; rename it, or set FLYWAY_SQL_MIGRATION_SUFFIXES"));
            }
        }
        return invalidNames;
    }

    private static boolean endsAsMigration(String file, Configuration settings) {
        return Arrays.stream(settings.getSqlMigrationSuffixes()).anyMatch(file::endsWith);
    }
}
