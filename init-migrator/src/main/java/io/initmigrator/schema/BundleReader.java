package io.initmigrator.schema;

import java.nio.file.Path;
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

    /**
     * Reads each file once, in bounded memory.
     *
     * @param roots directories that hold migrations
     * @param salt settings that change what the scripts do
     * @throws BundleException if a directory or a file is missing or unreadable
     */
    public Bundle read(List<Path> roots, SortedMap<String, String> salt) {
        BundleDigest digest = new BundleDigest();
        int files = 0;
        for (Path root : roots) {
            SortedMap<String, Path> found = BundleFiles.below(root);
            digest.add(found.size());
            for (Map.Entry<String, Path> file : found.entrySet()) {
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

    private static String describe(List<Path> roots) {
        return roots.stream().map(Path::toString).collect(Collectors.joining(", "));
    }
}
