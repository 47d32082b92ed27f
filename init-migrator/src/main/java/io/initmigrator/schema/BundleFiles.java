package io.initmigrator.schema;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Finds the files of a bundle, through symbolic links, but nothing whose name begins with a dot. A pipe or a device is refused,
 * since who reads it waits for ever.
 */
final class BundleFiles extends SimpleFileVisitor<Path> {

    /** What Java shows in the place of bytes that are no characters. */
    private static final char UNREADABLE = '\uFFFD';

    private final Path root;
    private final SortedMap<String, Path> found = new TreeMap<>();

    private BundleFiles(Path root) {
        this.root = root;
    }

    /** By their names relative to {@code root}, with {@code /} between directories. */
    static SortedMap<String, Path> below(Path root) {
        if (!Files.isDirectory(root)) {
            throw Files.exists(root)
                    ? new BundleException("not a directory", root, "name the directory that holds the migrations", null)
                    : new BundleException(
                            "no such directory of migrations", root, "mount it there, or set FLYWAY_LOCATIONS", null);
        }
        BundleFiles visitor = new BundleFiles(root);
        try {
            Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, visitor);
        } catch (IOException e) {
            throw unreadable(root, e);
        }
        return visitor.found;
    }

    static BundleException unreadable(Path path, IOException cause) {
        return switch (cause) {
            case AccessDeniedException denied ->
                new BundleException("may not be read", path, "give this process's user the right to read it", denied);
            case NoSuchFileException gone ->
                new BundleException("does not exist", path, "remove the link that leads nowhere", gone);
            case FileSystemLoopException loop ->
                new BundleException("links to a directory around itself", path, "remove the link", loop);
            default ->
                new BundleException("cannot be read (" + cause.getMessage() + ")", path, "see to the volume", cause);
        };
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
        return isHidden(directory) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        if (isHidden(file)) {
            return FileVisitResult.CONTINUE;
        }
        if (attributes.isSymbolicLink()) {
            throw unreadable(file, new NoSuchFileException(file.toString()));
        }
        if (attributes.isOther()) {
            throw new BundleException("is neither a file nor a directory", file, "take it out of the bundle", null);
        }
        found.put(nameOf(file), file);
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException cause) {
        if (isHidden(file)) {
            return FileVisitResult.CONTINUE;
        }
        throw unreadable(file, cause);
    }

    /** One that cannot be read is one that Flyway doesn't see either, and would pass over in silence. */
    private String nameOf(Path file) {
        String name =
                root.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/");
        if (name.indexOf(UNREADABLE) >= 0) {
            throw new BundleException(
                    "its name can't be read in this locale",
                    file,
                    "set LC_ALL=C.UTF-8, or give it a name in ASCII or UTF-8",
                    null);
        }
        return name;
    }

    private boolean isHidden(Path path) {
        return !path.equals(root) && path.getFileName().toString().startsWith(".");
    }
}
