package io.initmigrator.schema;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** Finds files of a bundle by where they lie. Remembers what it has read of archives; not thread-safe. */
public final class BundleFileFinder {

    private final Map<String, SortedMap<String, BundleFile>> archives = new HashMap<>();

    /**
     * The file at a place, as {@code /migrations/V1__a.sql} or {@code /bundle/app.jar!/db/migration/V1__a.sql}.
     *
     * @return empty if there is none
     */
    public Optional<BundleFile> find(String place) {
        int separator = place.lastIndexOf(BundleLocation.SEPARATOR);
        if (separator >= 0) {
            int name = Math.max(place.lastIndexOf('/'), separator + 1);
            String directory = place.substring(0, Math.max(name, separator + BundleLocation.SEPARATOR.length()));
            return Optional.ofNullable(
                    archives.computeIfAbsent(directory, ArchiveFiles::below).get(place.substring(name + 1)));
        }
        try {
            Path path = Path.of(place);
            return Files.isRegularFile(path) ? Optional.of(new PlainFile(path)) : Optional.empty();
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
