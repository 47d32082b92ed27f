package io.initmigrator.command.lint;

import io.initmigrator.schema.ArchiveFiles;
import io.initmigrator.schema.BundleException;
import io.initmigrator.schema.BundleFile;
import io.initmigrator.schema.BundleFileFinder;
import io.initmigrator.schema.BundleLocation;
import io.initmigrator.schema.ClasspathSearch;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Scripts in a jar, war or zip. Their paths are written as in a location, {@code app.jar!/db/migration/V1__a.sql}; the file system
 * knows none of them.
 */
final class ArchivedScripts {

    private static final BundleLocation DEFAULT = BundleLocation.of(BundleLocation.CLASSPATH, "classpath:db/migration");

    private ArchivedScripts() {}

    /** Returns whether the path leads into an archive. */
    static boolean isIn(Path path) {
        return place(path).contains(BundleLocation.SEPARATOR);
    }

    /** Returns whether the name is an archive's. */
    static boolean isArchive(Path path) {
        return path.toString().matches("(?s).*\\.(jar|war|zip)");
    }

    /** The directories of an application's archive where Flyway finds scripts by default. */
    static List<Path> directories(Path archive) {
        try {
            return new ClasspathSearch(List.of(archive))
                    .find(DEFAULT).stream().map(found -> Path.of(found.root())).toList();
        } catch (BundleException e) {
            throw new LintUsageException(
                    e.problem().reason(),
                    "write " + archive + BundleLocation.SEPARATOR + " and the directory of the scripts");
        }
    }

    /** All scripts below a directory of an archive. */
    static List<ScriptFile> below(Path directory) {
        try {
            return ArchiveFiles.below(place(directory)).keySet().stream()
                    .filter(name -> name.endsWith(".sql"))
                    .map(name -> ScriptFile.in(directory, directory.resolve(name)))
                    .toList();
        } catch (BundleException e) {
            throw new LintUsageException(e.problem().reason(), e.problem().remedy());
        }
    }

    static Optional<byte[]> contents(Path file) throws IOException {
        try {
            Optional<BundleFile> found = new BundleFileFinder().find(place(file));
            if (found.isEmpty()) {
                return Optional.empty();
            }
            try (InputStream contents = found.get().open()) {
                return Optional.of(contents.readAllBytes());
            }
        } catch (BundleException e) {
            throw new LintUsageException(e.problem().reason(), e.problem().remedy());
        }
    }

    /** A path has lost the slash at its end. */
    private static String place(Path path) {
        String text = path.toString();
        return text.endsWith("!") && isArchive(Path.of(text.substring(0, text.length() - 1))) ? text + "/" : text;
    }
}
