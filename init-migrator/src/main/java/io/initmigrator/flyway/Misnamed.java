package io.initmigrator.flyway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.internal.resource.ResourceName;
import org.flywaydb.core.internal.resource.ResourceNameParser;

/**
 * A file that ends as migrations do, and that Flyway passes over because of what it is called: {@code V2_note.sql}. Flyway says so
 * only where {@code FLYWAY_VALIDATE_MIGRATION_NAMING} makes it an error.
 *
 * @param reason in Flyway's words
 */
record Misnamed(String file, String reason) {

    /**
     * In the order of their names; none where the directories cannot be read, since whoever needs to read them says so.
     *
     * @param locations {@code filesystem:…} each
     */
    static List<Misnamed> among(List<String> locations, Configuration settings) {
        ResourceNameParser names = new ResourceNameParser(settings);
        List<Misnamed> misnamed = new ArrayList<>();
        for (String file : files(locations, settings.getSqlMigrationSuffixes())) {
            ResourceName name = names.parse(file);
            if (!name.isValid()) {
                misnamed.add(new Misnamed(file, name.getValidityMessage()));
            }
        }
        return misnamed;
    }

    private static SortedSet<String> files(List<String> locations, String[] suffixes) {
        SortedSet<String> files = new TreeSet<>();
        for (String location : locations) {
            files.addAll(files(Path.of(location.substring(location.indexOf(':') + 1))));
        }
        files.removeIf(file -> Arrays.stream(suffixes).noneMatch(suffix -> endsWith(file, suffix)));
        return files;
    }

    /** As Flyway compares them. */
    private static boolean endsWith(String file, String suffix) {
        return file.toLowerCase(Locale.ROOT).endsWith(suffix.toLowerCase(Locale.ROOT));
    }

    private static List<String> files(Path root) {
        try (Stream<Path> below = Files.walk(root, FileVisitOption.FOLLOW_LINKS)) {
            return below.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of();
        }
    }
}
