package io.initmigrator.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The migrations of one version of the sample application.
 *
 * @param hash stands in the names of its pods, as a ReplicaSet's does
 */
record DemoBundle(String name, String hash, List<Path> directories) {

    static final DemoBundle V1 = new DemoBundle("v1", "7d4", List.of(directory("v1")));
    static final DemoBundle V2 = new DemoBundle("v2", "9c1", List.of(directory("v1"), directory("v2")));

    /** {@code FLYWAY_LOCATIONS}. */
    String locations() {
        return directories.stream().map(directory -> "filesystem:" + directory).collect(Collectors.joining(","));
    }

    int scripts() {
        return directories.stream().mapToInt(DemoBundle::count).sum();
    }

    private static int count(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return (int) files.filter(file -> file.toString().endsWith(".sql")).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path directory(String name) {
        try {
            URL found = DemoBundle.class.getResource("/demo/" + name);
            return Path.of(Objects.requireNonNull(found, "no sample migrations in the class path")
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
