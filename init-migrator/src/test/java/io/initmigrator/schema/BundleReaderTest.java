package io.initmigrator.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleReaderTest {

    private static final SortedMap<String, String> NO_SALT = new TreeMap<>();

    private final BundleReader reader = new BundleReader();

    @TempDir
    private Path directory;

    @Test
    void sameFilesAtAnotherMountPointHaveTheSameDigest() throws IOException {
        Path here = bundle("here");
        Path there = bundle("deeper/there");

        assertThat(digestOf(there)).isEqualTo(digestOf(here)).matches("sha256:[0-9a-f]{64}");
    }

    @Test
    void namesContentsAndSubdirectoriesCount() throws IOException {
        String before = digestOf(bundle("bundle"));

        assertThat(digestOf(write(bundle("a"), "V1__a.sql", "select 2"))).isNotEqualTo(before);
        assertThat(digestOf(write(bundle("b"), "V3__c.sql", ""))).isNotEqualTo(before);
        Path renamed = bundle("c");
        Files.move(renamed.resolve("V1__a.sql"), renamed.resolve("V1__b.sql"));
        assertThat(digestOf(renamed)).isNotEqualTo(before);
        Path moved = bundle("d");
        Files.move(moved.resolve("V1__a.sql"), moved.resolve("sub/V1__a.sql"));
        assertThat(digestOf(moved)).isNotEqualTo(before);
    }

    @Test
    void linkThatLeadsOutOfTheRootIsRefusedByName() throws IOException {
        Path secret = write(directory.resolve("elsewhere"), "V9__x.sql", "select 1");
        for (Path target :
                List.of(secret.resolve("V9__x.sql"), secret, Path.of("/proc"), Path.of("../elsewhere/V9__x.sql"))) {
            Path bundle = bundle("bundle");
            Path link = Files.createSymbolicLink(bundle.resolve("link"), target);

            assertThatThrownBy(() -> digestOf(bundle))
                    .isInstanceOf(BundleException.class)
                    .hasMessageContaining(link.toString())
                    .hasMessageContaining("outside the migrations directory");
            Files.delete(link);
        }
    }

    @Test
    void linksWithinTheRootAndTheRootItselfAreFollowed() throws IOException {
        Path plain = bundle("plain");
        Path mounted = directory.resolve("mounted");
        Path version = Files.createDirectories(mounted.resolve("..2026_01"));
        Files.move(bundle("other"), version.resolve("x"));
        Files.createSymbolicLink(mounted.resolve("..data"), Path.of("..2026_01"));
        for (String name : List.of("V1__a.sql", "sub")) {
            Files.createSymbolicLink(mounted.resolve(name), Path.of("..data/x/" + name));
        }
        Path root = Files.createSymbolicLink(directory.resolve("root"), mounted);

        assertThat(digestOf(mounted)).isEqualTo(digestOf(plain));
        assertThat(digestOf(root)).isEqualTo(digestOf(plain));
    }

    @Test
    void fileSystemOfTheKernelIsRefused() {
        for (String root : List.of("/proc", "/proc/self", "/sys/kernel", "/dev")) {
            assertThatThrownBy(() -> digestOf(Path.of(root)))
                    .isInstanceOf(BundleException.class)
                    .hasMessageContaining("file system of the kernel");
        }
    }

    /** Creates the file with a shell, because Java cannot write a name that it cannot read. */
    @Test
    void nameThatCannotBeReadIsRefused() throws Exception {
        Path bundle = bundle("bundle");
        String touch = "echo 'select 1;' >\"$(printf 'V3__gr\\374n.sql')\"";
        assertThat(new ProcessBuilder("sh", "-c", touch)
                        .directory(bundle.toFile())
                        .start()
                        .waitFor())
                .isZero();

        assertThatThrownBy(() -> digestOf(bundle))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("LC_ALL=C.UTF-8");
    }

    @Test
    void textMovedFromOneFileToTheNextCounts() throws IOException {
        Path one = write(write(directory.resolve("one"), "a", "xy"), "b", "z");
        Path other = write(write(directory.resolve("other"), "a", "x"), "b", "yz");

        assertThat(digestOf(one)).isNotEqualTo(digestOf(other));
    }

    @Test
    void saltCounts() throws IOException {
        Path bundle = bundle("bundle");
        SortedMap<String, String> salt = new TreeMap<>();
        salt.put("FLYWAY_TARGET", "7");

        Bundle salted = reader.read(List.of(BundleLocation.ofDirectory(bundle)), salt);

        assertThat(salted.digest()).isNotEqualTo(digestOf(bundle));
        assertThat(salted.files()).isEqualTo(2);
    }

    @Test
    void mountedConfigMapCountsOnceAndLikeAPlainDirectory() throws IOException {
        Path mount = Files.createDirectories(directory.resolve("mount"));
        Path data = write(mount.resolve("..2026_11_20_23_00_00.1"), "V1__a.sql", "select 1");
        Files.createSymbolicLink(mount.resolve("..data"), data.getFileName());
        Files.createSymbolicLink(mount.resolve("V1__a.sql"), Path.of("..data/V1__a.sql"));
        Path plain = write(directory.resolve("plain"), "V1__a.sql", "select 1");

        Bundle bundle = reader.read(List.of(BundleLocation.ofDirectory(mount)), NO_SALT);

        assertThat(bundle.files()).isEqualTo(1);
        assertThat(bundle.digest()).isEqualTo(digestOf(plain));
    }

    @Test
    void linkedDirectoryIsFollowed() throws IOException {
        Path bundle = bundle("bundle");
        Path link = Files.createSymbolicLink(directory.resolve("link"), bundle);

        assertThat(digestOf(link)).isEqualTo(digestOf(bundle));
    }

    @Test
    void emptyDirectoryIsAnEmptyBundle() throws IOException {
        Path empty = Files.createDirectory(directory.resolve("empty"));

        assertThat(reader.read(List.of(BundleLocation.ofDirectory(empty)), NO_SALT)
                        .isEmpty())
                .isTrue();
    }

    @Test
    void missingDirectoryIsRefusedWithItsRemedy() {
        Path missing = directory.resolve("missing");

        assertThatThrownBy(() -> reader.read(List.of(BundleLocation.ofDirectory(missing)), NO_SALT))
                .isInstanceOfSatisfying(BundleException.class, e -> {
                    assertThat(e.problem().reason()).endsWith(missing.toString());
                    assertThat(e.problem().remedy()).contains("FLYWAY_LOCATIONS");
                })
                .hasMessageStartingWith("no such directory of migrations: " + missing);
    }

    @Test
    void fileInPlaceOfTheDirectoryIsRefused() throws IOException {
        Path bundle = bundle("bundle");

        assertThatThrownBy(() -> reader.read(List.of(BundleLocation.ofDirectory(bundle.resolve("V1__a.sql"))), NO_SALT))
                .isInstanceOf(BundleException.class)
                .hasMessageStartingWith("not a directory");
    }

    @Test
    void brokenLinkIsRefused() throws IOException {
        Path bundle = bundle("bundle");
        Files.createSymbolicLink(bundle.resolve("V9__x.sql"), Path.of("nowhere"));

        assertThatThrownBy(() -> reader.read(List.of(BundleLocation.ofDirectory(bundle)), NO_SALT))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("V9__x.sql");
    }

    @Test
    void pipeIsRefused() throws Exception {
        Path bundle = bundle("bundle");
        Path pipe = bundle.resolve("V9__x.sql");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();

        assertThatThrownBy(() -> reader.read(List.of(BundleLocation.ofDirectory(bundle)), NO_SALT))
                .isInstanceOf(BundleException.class)
                .hasMessage("is neither a file nor a directory: " + pipe + "; remove it from the bundle");
    }

    @Test
    void linkAroundItselfIsRefused() throws IOException {
        Path bundle = bundle("bundle");
        Files.createSymbolicLink(bundle.resolve("sub/loop"), bundle);

        assertThatThrownBy(() -> reader.read(List.of(BundleLocation.ofDirectory(bundle)), NO_SALT))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("loop");
    }

    @Test
    void everyByteCountsWhereverChunksEnd() throws IOException {
        String chunk = "x".repeat(64 * 1024);
        Set<String> digests = new HashSet<>();
        for (String text : List.of(chunk.substring(1), chunk, chunk + "x", chunk + "y", chunk + chunk)) {
            digests.add(digestOf(write(directory.resolve("of" + digests.size()), "V1__a.sql", text)));
        }

        assertThat(digests).hasSize(5);
    }

    @Test
    void readsFiftyMegabytes() throws IOException {
        Path bundle = bundle("bundle");
        try (var big = new RandomAccessFile(bundle.resolve("V2__big.sql").toFile(), "rw")) {
            big.setLength(50L * 1024 * 1024);
        }

        assertThat(reader.read(List.of(BundleLocation.ofDirectory(bundle)), NO_SALT)
                        .files())
                .isEqualTo(3);
    }

    private String digestOf(Path root) {
        return reader.read(List.of(BundleLocation.ofDirectory(root)), NO_SALT).digest();
    }

    private Path bundle(String name) throws IOException {
        Path root = directory.resolve(name);
        write(root.resolve("sub"), "R__view.sql", "create view v as select 1");
        return write(root, "V1__a.sql", "select 1");
    }

    private static Path write(Path directory, String name, String text) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve(name), text);
        return directory;
    }
}
