package io.initmigrator.schema;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds files of an application's class path by their names: in its own classes first, then in its libraries. Knows of each archive
 * which packages it has; its files, once one of them is asked for. Not thread-safe.
 */
public final class ClasspathIndex {

    private static final String NO_PREFIX = "";

    private final List<Path> directories = new ArrayList<>();
    private final Map<String, Set<Root>> archives = new HashMap<>();
    private final Map<String, Map<String, BundleFile>> files = new HashMap<>();

    /** A part of an archive that is on the class path. */
    private record Root(String archive, String prefix) {}

    /**
     * Reads the names in all archives.
     *
     * @param directories {@code FLYWAY_JAR_DIRS}
     */
    public ClasspathIndex(List<Path> directories) {
        for (Path directory : directories) {
            this.directories.addAll(ClasspathSearch.classes(directory));
            for (Path path : ClasspathSearch.archives(directory)) {
                try (Archive archive = Archive.open(path)) {
                    add(archive);
                }
            }
        }
    }

    /** All of that name, with {@code /} between directories, in the order of the class path. */
    public List<BundleFile> find(String name) {
        List<BundleFile> found = new ArrayList<>();
        for (Path directory : directories) {
            Path file = directory.resolve(name);
            if (Files.isRegularFile(file)) {
                found.add(new PlainFile(file));
            }
        }
        for (Root root : archives.getOrDefault(directory(name), Set.of())) {
            BundleFile file = files(root.archive).get(root.prefix + name);
            if (file != null) {
                found.add(file);
            }
        }
        return found;
    }

    private void add(Archive archive) {
        List<ArchiveEntry> libraries = new ArrayList<>();
        for (ArchiveEntry entry : archive.entries(NO_PREFIX)) {
            if (ClasspathSearch.isLibrary(entry.name())) {
                libraries.add(entry);
            } else if (!entry.isDirectory()) {
                String prefix = prefix(entry.name());
                archives.computeIfAbsent(
                                directory(entry.name().substring(prefix.length())), it -> new LinkedHashSet<>())
                        .add(new Root(archive.name(), prefix));
            }
        }
        for (ArchiveEntry library : libraries) {
            add(archive.nested(library));
        }
    }

    private Map<String, BundleFile> files(String place) {
        return files.computeIfAbsent(place, it -> {
            Map<String, BundleFile> byName = new HashMap<>();
            try (Archive archive = Archive.open(place)) {
                // The first one of a name counts, as with Java itself the entry that it finds.
                archive.entries(NO_PREFIX).forEach(entry -> byName.putIfAbsent(entry.name(), entry));
            }
            return byName;
        });
    }

    private static String prefix(String name) {
        for (String classes : ClasspathSearch.CLASSES) {
            if (name.startsWith(classes)) {
                return classes;
            }
        }
        return NO_PREFIX;
    }

    private static String directory(String name) {
        return name.substring(0, Math.max(0, name.lastIndexOf('/')));
    }
}
