package io.initmigrator.schema;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;

/**
 * Reads the bundle's digest from the files of this pod.
 *
 * <p>It covers the names (relative to their root) and the contents of all regular files below the roots, whatever Flyway
 * makes of them, and the salt. It does not depend on where the roots are mounted, nor on times, rights or the order in which
 * a directory lists its entries. Entries whose name begins with a dot are left out, so that a mounted ConfigMap, whose files
 * are links into {@code ..data}, counts once.
 */
public final class BundleReader {

    private static final int CHUNK = 64 * 1024;

    /**
     * Reads each file once, in bounded memory.
     *
     * @param roots directories that hold migrations
     * @param salt settings that change what the scripts do
     * @throws BundleException where a directory or a file is missing or cannot be read
     */
    public Bundle read(List<Path> roots, SortedMap<String, String> salt) {
        MessageDigest digest = sha256();
        int files = 0;
        for (Path root : roots) {
            SortedMap<String, Path> found = BundleFiles.below(root);
            digest.update(number(found.size()));
            for (Map.Entry<String, Path> file : found.entrySet()) {
                update(digest, file.getKey());
                digest.update(contentDigest(file.getValue()));
            }
            files += found.size();
        }
        salt.forEach((name, value) -> {
            update(digest, name);
            update(digest, value);
        });
        return new Bundle("sha256:" + HexFormat.of().formatHex(digest.digest()), files, describe(roots));
    }

    private static byte[] contentDigest(Path file) {
        MessageDigest digest = sha256();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] chunk = new byte[CHUNK];
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                digest.update(chunk, 0, read);
            }
        } catch (IOException e) {
            throw BundleFiles.unreadable(file, e);
        }
        return digest.digest();
    }

    /** With its length before it, so that no two lists of texts look alike. */
    private static void update(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(number(bytes.length));
        digest.update(bytes);
    }

    private static byte[] number(int number) {
        return new byte[] {(byte) (number >> 24), (byte) (number >> 16), (byte) (number >> 8), (byte) number};
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String describe(List<Path> roots) {
        return roots.stream().map(Path::toString).collect(Collectors.joining(", "));
    }
}
