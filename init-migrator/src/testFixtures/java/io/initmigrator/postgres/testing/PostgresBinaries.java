package io.initmigrator.postgres.testing;

import io.zonky.test.db.postgres.embedded.PgBinaryResolver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Provides one version of PostgreSQL.
 *
 * @param jar archive of the binaries; null for the version that all tests use
 */
public record PostgresBinaries(@Nullable Path jar) {

    private static final Path OTHERS = Path.of("target/postgres-versions");

    /** Lists the version that all tests use; with {@code -Pheavy} also 12 to 17. */
    public static List<PostgresBinaries> all() throws IOException {
        Stream<PostgresBinaries> usual = Stream.of(new PostgresBinaries(null));
        if (!Files.isDirectory(OTHERS)) {
            return usual.toList();
        }
        try (Stream<Path> jars = Files.list(OTHERS)) {
            return Stream.concat(usual, jars.sorted().map(PostgresBinaries::new))
                    .toList();
        }
    }

    /** Returns the major version, such as {@code 15}; empty for the version that all tests use. */
    public String major() {
        return jar == null ? "" : jar.toString().replaceFirst("^.*-(\\d+)\\.[0-9.]*\\.jar$", "$1");
    }

    /** Starts a server of this version. */
    public OwnServer start(Path data, Map<String, String> settings) throws IOException {
        Path from = jar;
        PgBinaryResolver resolver = from == null ? null : (system, machine) -> open(from);
        return OwnServer.start(data, settings, resolver);
    }

    /** Reads the archive completely, because the file system of the jar is closed on return. */
    private static InputStream open(Path jar) throws IOException {
        try (FileSystem content = FileSystems.newFileSystem(URI.create("jar:" + jar.toUri()), Map.of());
                Stream<Path> files = Files.list(content.getPath("/"))) {
            Path archive = files.filter(file -> file.toString().endsWith(".txz"))
                    .findFirst()
                    .orElseThrow();
            return new ByteArrayInputStream(Files.readAllBytes(archive));
        }
    }

    @Override
    public String toString() {
        return jar == null ? "the one that all tests use" : jar.getFileName().toString();
    }
}
