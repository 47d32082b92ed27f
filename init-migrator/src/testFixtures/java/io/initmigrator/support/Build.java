package io.initmigrator.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

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

    /** Lays the tree without its Java runtime: it runs on the host's Java, which has all modules. */
    static Path distOnHostJava(Path tree) throws IOException {
        Files.createSymbolicLink(tree.resolve("lib"), dist().resolve("lib"));
        Path bin = Files.createDirectory(tree.resolve("bin"));
        for (String file : List.of("init-migrator", "java-home")) {
            Files.copy(dist().resolve("bin").resolve(file), bin.resolve(file), StandardCopyOption.COPY_ATTRIBUTES);
        }
        return tree;
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
