package io.initmigrator.simulation;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.PreInterruptCallback;
import org.junit.jupiter.api.extension.PreInterruptContext;

/**
 * Prints the stack of every thread, including virtual ones, which JUnit's own dump omits, before JUnit interrupts a test that takes too
 * long.
 */
final class ThreadDump implements PreInterruptCallback {

    @Override
    public void beforeThreadInterrupt(PreInterruptContext timedOut, ExtensionContext test) throws IOException {
        System.err.println("Timed out; all threads:\n" + text());
    }

    static String text() throws IOException {
        Path directory = Files.createTempDirectory("simulation-");
        Path dump = directory.resolve("threads");
        try {
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .dumpThreads(dump.toString(), ThreadDumpFormat.TEXT_PLAIN);
            return Files.readString(dump);
        } finally {
            Files.deleteIfExists(dump);
            Files.delete(directory);
        }
    }
}
