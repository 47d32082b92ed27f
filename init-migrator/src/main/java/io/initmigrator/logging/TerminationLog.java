package io.initmigrator.logging;

import io.initmigrator.schema.Printable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The termination message file, shown by {@code kubectl describe pod} after a failure. */
public final class TerminationLog {

    /** Kubernetes' limit in bytes. */
    static final int LIMIT = 4096;

    private static final Path DEVICES = Path.of("/dev");

    private final Path file;
    private final SecretMasker masker;

    public TerminationLog(Path file, SecretMasker masker) {
        this.file = file;
        this.masker = masker;
    }

    /**
     * Writes what fits, masked and printable. Never throws: a message that cannot be written is only logged.
     *
     * @param text most useful line first
     */
    public void write(String text) {
        if (wouldWaitForAReader()) {
            return;
        }
        try {
            Files.write(file, truncate(Printable.lines(masker.mask(text), "")), options());
        } catch (IOException | RuntimeException e) {
            logger().atDebug().setCause(e).addKeyValue("file", file).log("Termination message not written");
        }
    }

    private boolean wouldWaitForAReader() {
        return Files.exists(file) && !Files.isRegularFile(file) && !file.startsWith(DEVICES);
    }

    /**
     * Never creates a file below {@code /dev}, where Kubernetes mounts it. Follows links only there, where the runtime creates
     * them ({@code /dev/stderr}): in a shared volume another container may have planted one.
     */
    private OpenOption[] options() {
        return file.startsWith(DEVICES)
                ? new OpenOption[] {StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING}
                : new OpenOption[] {
                    StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.CREATE,
                    LinkOption.NOFOLLOW_LINKS
                };
    }

    /** Truncates to {@link #LIMIT} bytes without splitting a character. */
    static byte[] truncate(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= LIMIT) {
            return bytes;
        }
        int end = LIMIT;
        while (isContinuation(bytes[end])) {
            end--;
        }
        return Arrays.copyOf(bytes, end);
    }

    private static boolean isContinuation(byte utf8) {
        return (utf8 & 0xC0) == 0x80;
    }

    private static Logger logger() {
        return LoggerFactory.getLogger(TerminationLog.class);
    }
}
