package io.initmigrator.flyway;

import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.internal.resource.ResourceName;
import org.flywaydb.core.internal.resource.ResourceNameParser;

/**
 * A file that ends as migrations do, and that Flyway passes over because of what it is called: {@code V2_note.sql}. Flyway says so
 * only where {@code FLYWAY_VALIDATE_MIGRATION_NAMING} makes it an error.
 *
 * @param reason in Flyway's words
 */
record InvalidMigrationName(String file, String reason) {

    /** In the order of their names; none where the locations cannot be read, since whoever needs to read them says so. */
    static List<InvalidMigrationName> among(Configuration settings) {
        ResourceNameParser names = new ResourceNameParser(settings);
        List<InvalidMigrationName> invalidNames = new ArrayList<>();
        for (String file : MigrationFiles.names(settings)) {
            ResourceName name = names.parse(file);
            if (!name.isValid()) {
                invalidNames.add(new InvalidMigrationName(file, name.getValidityMessage()));
            }
        }
        return invalidNames;
    }
}
