package io.initmigrator.schema;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * SHA-256 over a sequence of numbers, texts and files, each prefixed with its length, so that different sequences cannot collide
 * by concatenation.
 */
final class BundleDigest {

    private final MessageDigest digest = Sha256.begin();
    private final byte[] chunk = new byte[64 * 1024];

    void add(int number) {
        digest.update((byte) (number >> 24));
        digest.update((byte) (number >> 16));
        digest.update((byte) (number >> 8));
        digest.update((byte) number);
    }

    void add(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        add(bytes.length);
        digest.update(bytes);
    }

    void add(BundleFile file) {
        try (InputStream in = file.open()) {
            add(in);
        } catch (IOException e) {
            throw file.unreadable(e);
        }
    }

    /** Hashes full chunks up to a shorter last one, since a file's length may change while it is read. */
    void add(InputStream in) throws IOException {
        int read;
        do {
            read = in.readNBytes(chunk, 0, chunk.length);
            add(read);
            digest.update(chunk, 0, read);
        } while (read == chunk.length);
    }

    /** Returns {@code sha256:…} and resets the digest. */
    String text() {
        return "sha256:" + HexFormat.of().formatHex(digest.digest());
    }
}
