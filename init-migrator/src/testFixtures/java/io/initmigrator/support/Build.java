package io.initmigrator.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the build has laid what processes are started from. */
public final class Build {

    private Build() {}

    /** Maven's {@code target}. */
    public static Path directory() {
        return dist().resolveSibling("").normalize();
    }

    /** The tree that the image holds. */
    static Path dist() {
        return Path.of(System.getProperty("dist", "target/dist")).toAbsolutePath();
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Our classes, the tests', and every library of theirs. */
    static String testClassPath() {
        try {
            String libraries = Files.readString(directory().resolve("test-classpath"));
            return String.join(
                    System.getProperty("path.separator"),
                    directory().resolve("classes").toString(),
                    directory().resolve("test-classes").toString(),
                    libraries.strip());
        } catch (IOException e) {
            throw new UncheckedIOException("the build has not been run: mvn package", e);
        }
    }
}
