package io.initmigrator.schema;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A zip archive (jar, war), or one within another, read in place through its directory. Nothing is unpacked to disk; of what is not
 * asked for, only the names are read. An archive that is compressed within another is inflated in memory, up to
 * {@value #LARGEST_INFLATED} bytes.
 *
 * <p>Refuses what it cannot vouch for: an archive that is damaged, or that has an entry whose name leads out of it; an entry that is
 * asked for and is there twice, encrypted, or a link.
 */
final class Archive implements Closeable {

    /** Between an archive and the path within it. */
    static final String SEPARATOR = BundleLocation.SEPARATOR;

    static final int LARGEST_INFLATED = 16 * 1024 * 1024;

    /** More cannot be migrated within the memory of a container anyway. */
    private static final long LARGEST_BUNDLE = 256L * 1024 * 1024;

    /** The archive's own: its manifest, its signatures. */
    private static final String META_INF = "META-INF/";

    private final String name;
    private final CentralDirectory directory;

    private Archive(String name, CentralDirectory directory) {
        this.name = name;
        this.directory = directory;
    }

    /**
     * Opens an archive, or one within another.
     *
     * @param place such as {@code /bundle/app.jar!/BOOT-INF/lib/schema.jar}
     */
    static Archive open(String place) {
        String[] parts = place.split(SEPARATOR, -1);
        Archive archive = open(Path.of(parts[0]));
        for (int i = 1; i < parts.length; i++) {
            archive = archive.nested(parts[i]);
        }
        return archive;
    }

    static Archive open(Path path) {
        if (!Files.exists(path)) {
            throw new BundleException(
                    "no such archive", path.toString(), "mount it there, or correct the location", null);
        }
        if (!Files.isRegularFile(path)) {
            throw new BundleException("not an archive", path.toString(), "name a jar, war or zip file", null);
        }
        try {
            return new Archive(path.toString(), CentralDirectory.of(ArchiveBytes.of(path)));
        } catch (IOException e) {
            throw damaged(path.toString(), e);
        }
    }

    static BundleException damaged(String place, IOException cause) {
        return cause instanceof FileSystemException
                ? BundleFiles.unreadable(Path.of(place.split(SEPARATOR, 2)[0]), cause)
                : new BundleException(
                        "cannot read archive (" + cause.getMessage() + ")", place, "build or copy it again", cause);
    }

    private Archive nested(String entry) {
        for (ArchiveEntry found : entries(entry)) {
            if (found.name().equals(entry)) {
                return nested(found);
            }
        }
        throw new BundleException(
                "no such archive",
                name + SEPARATOR + entry,
                "correct the location, or build the archive with it",
                null);
    }

    Archive nested(ArchiveEntry entry) {
        entry.requireReadable();
        try {
            ArchiveBytes bytes = entry.method() == ArchiveEntry.STORED
                    ? entry.stored(directory.bytes())
                    : ArchiveBytes.of(inflated(entry));
            return new Archive(entry.place(), CentralDirectory.of(bytes));
        } catch (IOException e) {
            throw damaged(entry.place(), e);
        }
    }

    private static byte[] inflated(ArchiveEntry entry) throws IOException {
        if (entry.length() > LARGEST_INFLATED) {
            throw entry.refused(
                    "is compressed within its archive, and larger than " + LARGEST_INFLATED + " bytes",
                    "store it there without compression, as Spring Boot does, or name the place of the migrations by"
                            + " FLYWAY_LOCATIONS=jar:ARCHIVE!/DIRECTORY");
        }
        try (InputStream contents = entry.openWithinArchive()) {
            return contents.readAllBytes();
        }
    }

    /**
     * The files below a directory, by their names relative to it. None whose name, or whose directory's name, begins with a dot.
     *
     * @param path within the archive, without a slash at its end; empty for all of it
     * @throws BundleException if the archive has no such directory
     */
    SortedMap<String, ArchiveEntry> below(String path) {
        String prefix = path.isEmpty() ? "" : path + "/";
        List<ArchiveEntry> entries = entries(prefix);
        if (entries.isEmpty() && !path.isEmpty()) {
            throw new BundleException(
                    "no such directory in the archive",
                    name + SEPARATOR + path,
                    "correct the location, or build the archive with it",
                    null);
        }
        SortedMap<String, ArchiveEntry> found = new TreeMap<>();
        long total = 0;
        for (ArchiveEntry entry : entries) {
            String relative = entry.name().substring(prefix.length());
            if (entry.isDirectory() || isHidden(relative) || (path.isEmpty() && relative.startsWith(META_INF))) {
                continue;
            }
            if (found.put(relative, entry.requireReadable()) != null) {
                throw entry.refused("is twice in its archive", "build the archive with one of them");
            }
            total += entry.length();
        }
        if (total > LARGEST_BUNDLE) {
            throw new BundleException(
                    "migrations expand to " + total + " bytes",
                    name + SEPARATOR + path,
                    "remove everything else from it, or put the migrations into a directory",
                    null);
        }
        return found;
    }

    /** Those whose names begin with one of {@code prefixes}, in the archive's order. */
    List<ArchiveEntry> entries(String... prefixes) {
        byte[][] wanted = new byte[prefixes.length][];
        for (int i = 0; i < prefixes.length; i++) {
            wanted[i] = prefixes[i].getBytes(StandardCharsets.UTF_8);
        }
        List<ArchiveEntry> entries = new ArrayList<>();
        try {
            directory.visit((chunk, header) -> {
                int start = header + CentralDirectory.HEADER_LENGTH;
                int length = CentralDirectory.uint16(chunk, header + 28);
                requireInside(chunk, start, length);
                for (byte[] prefix : wanted) {
                    if (begins(chunk, start, length, prefix)) {
                        entries.add(ArchiveEntry.of(name, directory, chunk, header));
                        break;
                    }
                }
            });
        } catch (IOException e) {
            throw damaged(name, e);
        }
        return entries;
    }

    /** Path by which it was opened. */
    String name() {
        return name;
    }

    @Override
    public void close() {
        try {
            directory.bytes().close();
        } catch (IOException e) {
            throw damaged(name, e);
        }
    }

    private static boolean begins(byte[] bytes, int start, int length, byte[] prefix) {
        if (length < prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if (bytes[start + i] != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    /** By hand on the bytes: an archive has tens of thousands of names, and none of them is decoded but those asked for. */
    private void requireInside(byte[] bytes, int start, int length) {
        int end = start + length;
        boolean isInside = length > 0 && !isSlash(bytes[start]);
        for (int i = start; isInside && i + 1 < end; i++) {
            if (bytes[i] == '.' && bytes[i + 1] == '.') {
                isInside = (i > start && !isSlash(bytes[i - 1])) || (i + 2 < end && !isSlash(bytes[i + 2]));
            }
        }
        if (!isInside) {
            throw new BundleException(
                    "archive has an entry that leads out of it ("
                            + new String(bytes, start, length, StandardCharsets.UTF_8) + ")",
                    name,
                    "build the archive again, and trust none that holds such a name",
                    null);
        }
    }

    private static boolean isSlash(byte letter) {
        return letter == '/' || letter == '\\';
    }

    private static boolean isHidden(String relative) {
        return relative.startsWith(".") || relative.contains("/.");
    }
}
