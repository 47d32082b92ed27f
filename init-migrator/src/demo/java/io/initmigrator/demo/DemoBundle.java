package io.initmigrator.demo;

import io.initmigrator.schema.ArchiveBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Describes the migrations of one version of the sample application.
 *
 * @param hash part of the names of its pods, as in a ReplicaSet
 * @param settings location of the migrations
 */
record DemoBundle(String name, String hash, Map<String, String> settings, int scripts) {

    static final DemoBundle V1 = inDirectories("v1", "7d4", List.of(directory("v1")));
    static final DemoBundle V2 = inDirectories("v2", "9c1", List.of(directory("v1"), directory("v2")));
    static final DemoBundle V3 = inDirectories("v3", "e52", List.of(directory("v1"), directory("v2"), directory("v3")));

    private static DemoBundle inDirectories(String name, String hash, List<Path> directories) {
        String locations =
                directories.stream().map(directory -> "filesystem:" + directory).collect(Collectors.joining(","));
        int scripts = directories.stream()
                .mapToInt(directory -> scripts(directory).size())
                .sum();
        return new DemoBundle(name, hash, Map.of("FLYWAY_LOCATIONS", locations), scripts);
    }

    /**
     * Writes the first version as the jar of a Spring Boot application.
     *
     * @param directory of the application
     */
    static DemoBundle v1InJar(Path directory) throws IOException {
        ArchiveBuilder jar = new ArchiveBuilder().with("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\n\n");
        for (Path script : scripts(directory("v1"))) {
            jar.with("BOOT-INF/classes/db/migration/" + script.getFileName(), Files.readAllBytes(script));
        }
        jar.write(directory.resolve("orders.jar"));
        return new DemoBundle("v1", "b8f", Map.of("FLYWAY_JAR_DIRS", directory.toString()), V1.scripts);
    }

    private static List<Path> scripts(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".sql"))
                    .sorted()
                    .toList();
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
