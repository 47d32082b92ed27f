package io.initmigrator.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the artifacts of the build from which processes are started. */
public final class Build {

    private Build() {}

    /** Returns Maven's {@code target}. */
    public static Path directory() {
        return dist().resolveSibling("").normalize();
    }

    /** Returns the directory tree that the image contains. */
    public static Path dist() {
        return Path.of(System.getProperty("dist", "target/dist")).toAbsolutePath();
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Returns the class path of the tests: main classes, test classes, and all libraries. */
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
