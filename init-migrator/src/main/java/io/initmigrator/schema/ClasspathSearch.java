package io.initmigrator.schema;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds a directory of an application's class path wherever applications keep it: exploded, in their own archives, or in those of
 * their libraries. Reads names only.
 */
public final class ClasspathSearch {

    /** Directories of an application's own classes in archives of Spring Boot and servlet containers. */
    static final List<String> CLASSES = List.of("BOOT-INF/classes/", "WEB-INF/classes/");

    /** And where its libraries. */
    private static final List<String> LIBRARIES = List.of("BOOT-INF/lib/", "WEB-INF/lib/");

    /** Directories with archives: side by side, exploded, extracted by Spring Boot, or as laid out by Quarkus. */
    private static final List<String> DIRECTORIES =
            List.of("", "BOOT-INF/lib", "WEB-INF/lib", "app", "lib", "lib/main");

    private final List<Path> directories;

    /** @param directories {@code FLYWAY_JAR_DIRS}; an archive itself is searched too */
    public ClasspathSearch(List<Path> directories) {
        this.directories = List.copyOf(directories);
    }

    /**
     * Each place where it lies.
     *
     * @param wanted a location of the class path; its wildcards are kept
     * @return directories and archives, at least one
     * @throws BundleException if it lies nowhere, or a place cannot be read
     */
    public List<BundleLocation> find(BundleLocation wanted) {
        Set<String> found = new LinkedHashSet<>();
        List<String> searched = new ArrayList<>();
        for (Path directory : directories) {
            search(directory, wanted.root(), found, searched);
        }
        if (found.isEmpty()) {
            throw new BundleException(
                    "found no " + wanted.root() + " in",
                    searched.isEmpty() ? "FLYWAY_JAR_DIRS, which is empty" : String.join(", ", searched),
                    "set FLYWAY_JAR_DIRS to the directory of the application, or correct FLYWAY_LOCATIONS",
                    null);
        }
        List<BundleLocation> locations = new ArrayList<>();
        for (String place : found) {
            boolean isInArchive = place.contains(BundleLocation.SEPARATOR);
            locations.add(wanted.at(isInArchive ? BundleLocation.ARCHIVE : BundleLocation.DIRECTORY, place));
        }
        return locations;
    }

    private static void search(Path directory, String wanted, Set<String> found, List<String> searched) {
        List<Path> classes = classes(directory);
        if (!classes.isEmpty()) {
            searched.add(directory.toString());
        }
        for (Path root : classes) {
            if (Files.isDirectory(root.resolve(wanted))) {
                found.add(root.resolve(wanted).toString());
            }
        }
        for (Path archive : archives(directory)) {
            searchArchive(archive, wanted, found, searched);
        }
    }

    /** Directories of exploded classes: the directory itself, and the known ones that exist in it. */
    static List<Path> classes(Path directory) {
        if (Files.isRegularFile(directory)) {
            return List.of();
        }
        if (!Files.isDirectory(directory)) {
            throw new BundleException(
                    "no such directory", directory.toString(), "mount it there, or correct FLYWAY_JAR_DIRS", null);
        }
        List<Path> classes = new ArrayList<>(List.of(directory));
        for (String place : CLASSES) {
            if (Files.isDirectory(directory.resolve(place))) {
                classes.add(directory.resolve(place));
            }
        }
        return classes;
    }

    /** The archives below a directory; itself if it is one. */
    static List<Path> archives(Path directory) {
        if (Files.isRegularFile(directory)) {
            return List.of(directory);
        }
        List<Path> archives = new ArrayList<>();
        for (String place : DIRECTORIES) {
            archives.addAll(archivesIn(directory.resolve(place)));
        }
        return archives;
    }

    /** In the order of their names. */
    private static List<Path> archivesIn(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        List<Path> archives = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                if (isArchive(entry.getFileName().toString()) && Files.isRegularFile(entry)) {
                    archives.add(entry);
                }
            }
        } catch (IOException e) {
            throw BundleFiles.unreadable(directory, e);
        }
        archives.sort(null);
        return archives;
    }

    private static void searchArchive(Path path, String wanted, Set<String> found, List<String> searched) {
        int libraries = 0;
        try (Archive archive = Archive.open(path)) {
            List<String> prefixes = new ArrayList<>(List.of(wanted + "/"));
            CLASSES.forEach(classes -> prefixes.add(classes + wanted + "/"));
            int directories = prefixes.size();
            prefixes.addAll(LIBRARIES);
            for (ArchiveEntry entry : archive.entries(prefixes.toArray(String[]::new))) {
                if (isLibrary(entry.name())) {
                    libraries++;
                    if (holds(archive, entry, wanted)) {
                        found.add(entry.place() + BundleLocation.SEPARATOR + wanted);
                    }
                    continue;
                }
                for (String prefix : prefixes.subList(0, directories)) {
                    if (entry.name().startsWith(prefix)) {
                        found.add(archive.name() + BundleLocation.SEPARATOR + prefix.substring(0, prefix.length() - 1));
                    }
                }
            }
        }
        searched.add(path + (libraries == 0 ? "" : " (with " + libraries + " libraries)"));
    }

    private static boolean holds(Archive archive, ArchiveEntry library, String wanted) {
        return !archive.nested(library).entries(wanted + "/").isEmpty();
    }

    static boolean isLibrary(String entry) {
        for (String libraries : LIBRARIES) {
            if (entry.startsWith(libraries) && entry.indexOf('/', libraries.length()) < 0) {
                return isArchive(entry);
            }
        }
        return false;
    }

    private static boolean isArchive(String name) {
        return name.endsWith(".jar") || name.endsWith(".war");
    }
}
