package io.initmigrator.schema;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Finds the files of a bundle that lies in an archive. */
public final class ArchiveFiles {

    private ArchiveFiles() {}

    /**
     * By their names relative to the directory, with {@code /} between directories.
     *
     * @param place such as {@code /bundle/app.jar!/db/migration}
     * @throws BundleException if there is no such archive or directory, or the archive is invalid
     */
    public static SortedMap<String, BundleFile> below(String place) {
        try (Archive archive = archive(place)) {
            return new TreeMap<>(archive.below(directory(place)));
        }
    }

    /**
     * Adds them to a digest as files in a directory are, while the archive is open.
     *
     * @return how many there are
     */
    static int addBelow(String place, BundleDigest digest) {
        try (Archive archive = archive(place)) {
            SortedMap<String, ArchiveEntry> found = archive.below(directory(place));
            digest.add(found.size());
            for (Map.Entry<String, ArchiveEntry> file : found.entrySet()) {
                digest.add(file.getKey());
                add(file.getValue(), digest);
            }
            return found.size();
        }
    }

    private static void add(ArchiveEntry entry, BundleDigest digest) {
        try (InputStream contents = entry.openWithinArchive()) {
            digest.add(contents);
        } catch (IOException e) {
            throw entry.unreadable(e);
        }
    }

    private static Archive archive(String place) {
        return Archive.open(place.substring(0, place.lastIndexOf(Archive.SEPARATOR)));
    }

    private static String directory(String place) {
        return place.substring(place.lastIndexOf(Archive.SEPARATOR) + Archive.SEPARATOR.length());
    }
}
