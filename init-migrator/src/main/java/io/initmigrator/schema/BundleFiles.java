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
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Finds the files of a bundle, following symbolic links that stay below its root and skipping names that begin with a dot.
 * Refuses pipes and devices, because reading them may block forever.
 */
final class BundleFiles extends SimpleFileVisitor<Path> {

    /** Java's replacement for bytes that cannot be decoded. */
    private static final char UNREADABLE = '\uFFFD';

    /** Kernel file systems: some of their files are endless or block forever. */
    private static final List<Path> KERNEL_FILE_SYSTEMS = List.of(Path.of("/proc"), Path.of("/sys"), Path.of("/dev"));

    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    private final Path root;
    private final Path realRoot;
    private final SortedMap<String, BundleFile> found = new TreeMap<>();

    private BundleFiles(Path root, Path realRoot) {
        this.root = root;
        this.realRoot = realRoot;
    }

    /** Returns files by name relative to {@code root}, with {@code /} between directories. */
    static SortedMap<String, BundleFile> below(Path root) {
        if (!Files.isDirectory(root)) {
            throw Files.exists(root)
                    ? new BundleException("not a directory", root, "name the directory that holds the migrations", null)
                    : new BundleException(
                            "no such directory of migrations", root, "mount it there, or set FLYWAY_LOCATIONS", null);
        }
        try {
            BundleFiles visitor = new BundleFiles(root, realRoot(root));
            Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, visitor);
            return visitor.found;
        } catch (IOException e) {
            throw unreadable(root, e);
        }
    }

    /** Resolves a root that may itself be a link. */
    private static Path realRoot(Path root) throws IOException {
        Path real = root.toRealPath();
        for (Path kernel : KERNEL_FILE_SYSTEMS) {
            if (real.startsWith(kernel) && !real.startsWith(SHARED_MEMORY)) {
                throw new BundleException(
                        "is a file system of the kernel", root, "name the directory that holds the migrations", null);
            }
        }
        return real;
    }

    static BundleException unreadable(Path path, IOException cause) {
        return switch (cause) {
            case AccessDeniedException denied
            when isOfTheFileSystem(path) ->
                new BundleException(
                        "may not be read: it belongs to the volume's file system",
                        path,
                        "name a directory below the volume's root in FLYWAY_LOCATIONS, or mount one by subPath",
                        denied);
            case AccessDeniedException denied ->
                new BundleException("may not be read", path, "grant this process's user read permission", denied);
            case NoSuchFileException gone ->
                new BundleException("does not exist", path, "remove the dangling link", gone);
            case FileSystemLoopException loop ->
                new BundleException("is a symbolic-link cycle", path, "remove the link", loop);
            default ->
                new BundleException("cannot be read (" + cause.getMessage() + ")", path, "check the volume", cause);
        };
    }

    private static boolean isOfTheFileSystem(Path path) {
        return path.endsWith("lost+found");
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) throws IOException {
        if (isHidden(directory)) {
            return FileVisitResult.SKIP_SUBTREE;
        }
        refuseOutside(directory);
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        if (isHidden(file)) {
            return FileVisitResult.CONTINUE;
        }
        if (attributes.isSymbolicLink()) {
            throw unreadable(file, new NoSuchFileException(file.toString()));
        }
        refuseOutside(file);
        if (attributes.isOther()) {
            throw new BundleException("is neither a file nor a directory", file, "remove it from the bundle", null);
        }
        found.put(nameOf(file), new PlainFile(file));
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException cause) {
        if (isHidden(file)) {
            return FileVisitResult.CONTINUE;
        }
        throw unreadable(file, cause);
    }

    /** Otherwise the creator of the link could have any file run that this process can read. */
    private void refuseOutside(Path path) throws IOException {
        if (!path.toRealPath().startsWith(realRoot)) {
            throw new BundleException(
                    "is a symbolic link to a target outside the migrations directory",
                    path,
                    "copy the file there, or add its directory to FLYWAY_LOCATIONS",
                    null);
        }
    }

    /** Refuses a name that cannot be decoded: Flyway would silently skip the file. */
    private String nameOf(Path file) {
        String name =
                root.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/");
        if (name.indexOf(UNREADABLE) >= 0) {
            throw new BundleException(
                    "its name cannot be decoded in this locale",
                    file,
                    "set LC_ALL=C.UTF-8, or rename it in ASCII or UTF-8",
                    null);
        }
        return name;
    }

    private boolean isHidden(Path path) {
        return !path.equals(root) && path.getFileName().toString().startsWith(".");
    }
}
