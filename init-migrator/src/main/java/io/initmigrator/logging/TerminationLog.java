package io.initmigrator.logging;

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

/** The file whose text {@code kubectl describe pod} shows after a failure. */
public final class TerminationLog {

    /** What Kubernetes keeps of it, in bytes. */
    static final int LIMIT = 4096;

    private static final Path DEVICES = Path.of("/dev");

    private final Path file;
    private final SecretMasker masker;

    public TerminationLog(Path file, SecretMasker masker) {
        this.file = file;
        this.masker = masker;
    }

    /**
     * Writes what fits, masked and printable. Where the file cannot be written nothing happens: it only tells of a failure.
     *
     * @param text its most useful line first
     */
    public void write(String text) {
        if (wouldWaitForAReader()) {
            return;
        }
        try {
            Files.write(file, cut(Printable.lines(masker.mask(text), "")), options());
        } catch (IOException | RuntimeException e) {
            logger().atDebug().setCause(e).addKeyValue("file", file).log("Termination message not written");
        }
    }

    private boolean wouldWaitForAReader() {
        return Files.exists(file) && !Files.isRegularFile(file) && !file.startsWith(DEVICES);
    }

    /**
     * Kubernetes lays the file among the devices; elsewhere nobody wants a new one there. Links are followed only there, where the
     * runtime has made them ({@code /dev/stderr}): in a shared volume another container may have laid one.
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

    /** At most {@link #LIMIT} bytes, and no half character at the end. */
    static byte[] cut(String text) {
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
