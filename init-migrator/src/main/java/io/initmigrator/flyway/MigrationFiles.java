package io.initmigrator.flyway;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.Location;
import org.flywaydb.core.api.callback.Event;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.api.migration.JavaMigration;
import org.flywaydb.core.api.resource.Resource;
import org.flywaydb.core.internal.resource.ResourceName;
import org.flywaydb.core.internal.resource.ResourceNameParser;
import org.flywaydb.core.internal.scanner.Scanner;

/** The files of a bundle that end as migrations do, as Flyway finds them. */
final class MigrationFiles {

    /** Callbacks that Flyway runs around a migration, even if no script is pending. */
    private static final Set<String> AROUND = Set.of(
            Event.BEFORE_MIGRATE.getId(),
            Event.AFTER_MIGRATE.getId(),
            Event.AFTER_VERSIONED.getId(),
            Event.BEFORE_REPEATABLES.getId());

    private MigrationFiles() {}

    /** Returns them in order; empty if the locations cannot be read, which is reported when the scripts are read. */
    static List<String> names(Configuration settings) {
        return names(settings, settings.getLocations()).toList();
    }

    /** Those of all files, whatever their names end in. */
    static List<String> allNames(Configuration settings) {
        return names(settings, new String[] {""}, settings.getLocations()).toList();
    }

    /** Returns whether there is a callback that runs around a whole migration, not only around a script. */
    static boolean hasCallbackAround(Configuration settings) {
        if (settings.isSkipDefaultCallbacks()) {
            return false;
        }
        ResourceNameParser parser = new ResourceNameParser(settings);
        return Stream.of(settings.getLocations(), settings.getCallbackLocations())
                .flatMap(locations -> names(settings, locations))
                .map(parser::parse)
                .filter(ResourceName::isValid)
                .anyMatch(name -> AROUND.contains(name.getPrefix()));
    }

    private static Stream<String> names(Configuration settings, Location... locations) {
        return names(settings, settings.getSqlMigrationSuffixes(), locations);
    }

    private static Stream<String> names(Configuration settings, String[] suffixes, Location... locations) {
        try {
            return new Scanner<>(JavaMigration.class, settings, locations)
                    .getResources("", suffixes).stream()
                            .map(Resource::getFilename)
                            .distinct()
                            .sorted();
        } catch (FlywayException e) {
            return Stream.empty();
        }
    }
}
