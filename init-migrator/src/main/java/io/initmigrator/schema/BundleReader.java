package io.initmigrator.schema;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;

/**
 * Computes the bundle's digest from the files of this pod.
 *
 * <p>It covers the names (relative to their root) and the contents of all regular files below the roots, whether or not Flyway
 * uses them, and the salt. It does not depend on where the roots are mounted, nor on timestamps, permissions or directory order.
 * Entries whose name begins with a dot are skipped, so that a mounted ConfigMap, whose files are links into {@code ..data},
 * counts once.
 */
public final class BundleReader {

    private final List<Path> jarDirs;

    /** Reads no class path. */
    public BundleReader() {
        this(List.of());
    }

    /** @param jarDirs below which locations of the class path are searched */
    public BundleReader(List<Path> jarDirs) {
        this.jarDirs = List.copyOf(jarDirs);
    }

    /**
     * Reads each file once, in bounded memory.
     *
     * @param locations that hold migrations; their wildcards are not applied
     * @param salt settings that change what the scripts do
     * @throws BundleException if a location or a file is missing or unreadable
     */
    public Bundle read(List<BundleLocation> locations, SortedMap<String, String> salt) {
        List<BundleLocation> roots = found(locations);
        BundleDigest digest = new BundleDigest();
        int files = 0;
        for (BundleLocation root : roots) {
            if (root.isOf(BundleLocation.ARCHIVE)) {
                files += ArchiveFiles.addBelow(root.root(), digest);
                continue;
            }
            SortedMap<String, BundleFile> found = filesBelow(root);
            digest.add(found.size());
            for (Map.Entry<String, BundleFile> file : found.entrySet()) {
                digest.add(file.getKey());
                digest.add(file.getValue());
            }
            files += found.size();
        }
        salt.forEach((name, value) -> {
            digest.add(name);
            digest.add(value);
        });
        return new Bundle(digest.text(), files, describe(roots));
    }

    private List<BundleLocation> found(List<BundleLocation> locations) {
        List<BundleLocation> roots = new ArrayList<>();
        for (BundleLocation location : locations) {
            if (location.isOf(BundleLocation.CLASSPATH)) {
                roots.addAll(new ClasspathSearch(jarDirs).find(location));
            } else {
                roots.add(location);
            }
        }
        return roots;
    }

    /** By their names relative to the location's root; its wildcards are not applied. */
    public static SortedMap<String, BundleFile> filesBelow(BundleLocation location) {
        return location.isOf(BundleLocation.ARCHIVE)
                ? ArchiveFiles.below(location.root())
                : BundleFiles.below(Path.of(location.root()));
    }

    private static String describe(List<BundleLocation> roots) {
        return roots.stream().map(BundleLocation::root).collect(Collectors.joining(", "));
    }
}
