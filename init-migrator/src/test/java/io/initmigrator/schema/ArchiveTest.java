package io.initmigrator.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveTest {

    private static final SortedMap<String, String> NO_SALT = new TreeMap<>();
    private static final String MIGRATIONS = "BOOT-INF/classes/db/migration/";
    private static final int CENTRAL_HEADER = 0x02014b50;
    private static final int LOCAL_HEADER = 0x04034b50;

    private final BundleReader reader = new BundleReader();

    @TempDir
    private Path directory;

    @Test
    void scriptsInAnArchiveHaveTheDigestOfTheSameOnesInADirectory() throws IOException {
        Path plain = Files.createDirectories(directory.resolve("plain"));
        Files.writeString(plain.resolve("V1__a.sql"), "select 1");
        Files.createDirectory(plain.resolve("sub"));
        Files.writeString(plain.resolve("sub/V2__größe.sql"), "x".repeat(100_000));
        Files.writeString(plain.resolve(".hidden"), "");
        Path jar = app().with(MIGRATIONS, "")
                .with(MIGRATIONS + "sub/V2__größe.sql", "x".repeat(100_000))
                .with(MIGRATIONS + ".hidden", "")
                .with(MIGRATIONS + "V1__a.sql", "select 1")
                .write(directory.resolve("app.jar"));

        Bundle bundle = read(jar + "!/BOOT-INF/classes/db/migration");

        assertThat(bundle.files()).isEqualTo(2);
        assertThat(bundle.digest())
                .isEqualTo(reader.read(List.of(BundleLocation.ofDirectory(plain)), NO_SALT)
                        .digest());
        assertThat(bundle.location()).isEqualTo(jar + "!/BOOT-INF/classes/db/migration");
    }

    @Test
    void archiveWithinAnArchiveIsReadStoredOrCompressed() {
        byte[] library = library();
        Path app = app().stored("BOOT-INF/lib/schema.jar", library)
                .with("WEB-INF/lib/schema.jar", library)
                .write(directory.resolve("app.war"));
        Path lone = directory.resolve("lone.jar");
        new ArchiveBuilder().with("db/V1__a.sql", "select 1").write(lone);
        Path ear = new ArchiveBuilder()
                .stored(
                        "app.war",
                        app().stored("WEB-INF/lib/schema.jar", library).bytes())
                .write(directory.resolve("app.ear"));

        String expected = read(lone + "!/db").digest();

        assertThat(read(app + "!/BOOT-INF/lib/schema.jar!/db").digest()).isEqualTo(expected);
        assertThat(read(app + "!/WEB-INF/lib/schema.jar!/db").digest()).isEqualTo(expected);
        assertThat(read(ear + "!/app.war!/WEB-INF/lib/schema.jar!/db").digest()).isEqualTo(expected);
    }

    @Test
    void wholeArchiveIsABundleButForItsOwnFiles() {
        Path zip = new ArchiveBuilder()
                .with("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\n")
                .with("V1__a.sql", "select 1")
                .write(directory.resolve("migrations.zip"));

        assertThat(read(zip + "!/").files()).isEqualTo(1);
        assertThat(new BundleFileFinder().find(zip + "!/V1__a.sql")).isPresent();
    }

    /** Covers Spring Boot's executable archives, which begin with a script. */
    @Test
    void launcherScriptMayComeFirst() throws IOException {
        byte[] archive = new ArchiveBuilder().with("db/V1__a.sql", "select 1").bytes();
        byte[] launcher = "#!/bin/sh\nexec java -jar \"$0\"\n".getBytes(StandardCharsets.UTF_8);
        byte[] both = Arrays.copyOf(launcher, launcher.length + archive.length);
        System.arraycopy(archive, 0, both, launcher.length, archive.length);
        Path jar = Files.write(directory.resolve("app.jar"), both);

        assertThat(read(jar + "!/db").files()).isEqualTo(1);
    }

    @Test
    void commentAndManyEntriesAreNoHindrance() throws IOException {
        ArchiveBuilder many = new ArchiveBuilder();
        for (int i = 0; i < 70_000; i++) {
            many.stored("classes/" + i, new byte[0]);
        }
        byte[] archive = many.with("db/V1__a.sql", "select 1").bytes();
        Path jar = Files.write(directory.resolve("many.jar"), archive);

        assertThat(read(jar + "!/db").files()).isEqualTo(1);

        byte[] small = new ArchiveBuilder().with("db/V1__a.sql", "select 1").bytes();
        byte[] commented = Arrays.copyOf(small, small.length + 1000);
        ByteBuffer.wrap(commented).order(ByteOrder.LITTLE_ENDIAN).putShort(small.length - 2, (short) 1000);

        assertThat(read(Files.write(directory.resolve("commented.jar"), commented) + "!/db")
                        .files())
                .isEqualTo(1);
    }

    /** Builds an archive by hand: a value too large for its field is stored in an extra field. */
    @Test
    void zip64IsRead() throws IOException {
        byte[] name = "db/V1__a.sql".getBytes(StandardCharsets.UTF_8);
        byte[] text = "select 1".getBytes(StandardCharsets.UTF_8);
        var crc = new java.util.zip.CRC32();
        crc.update(text);
        ByteBuffer zip = ByteBuffer.allocate(1000).order(ByteOrder.LITTLE_ENDIAN);
        zip.putInt(LOCAL_HEADER)
                .putShort((short) 45)
                .putShort((short) 0)
                .putShort((short) 0)
                .putInt(0);
        zip.putInt((int) crc.getValue())
                .putInt(-1)
                .putInt(-1)
                .putShort((short) name.length)
                .putShort((short) 20);
        zip.put(name)
                .putShort((short) 1)
                .putShort((short) 16)
                .putLong(text.length)
                .putLong(text.length);
        zip.put(text);
        int central = zip.position();
        zip.putInt(CENTRAL_HEADER)
                .putShort((short) 45)
                .putShort((short) 45)
                .putShort((short) 0)
                .putShort((short) 0);
        zip.putInt(0).putInt((int) crc.getValue()).putInt(-1).putInt(-1);
        zip.putShort((short) name.length)
                .putShort((short) 28)
                .putShort((short) 0)
                .putShort((short) 0);
        zip.putShort((short) 0).putInt(0).putInt(-1).put(name);
        zip.putShort((short) 1)
                .putShort((short) 24)
                .putLong(text.length)
                .putLong(text.length)
                .putLong(0);
        int end = zip.position();
        zip.putInt(0x06064b50)
                .putLong(44)
                .putShort((short) 45)
                .putShort((short) 45)
                .putInt(0)
                .putInt(0);
        zip.putLong(1).putLong(1).putLong(end - central).putLong(central);
        zip.putInt(0x07064b50).putInt(0).putLong(end).putInt(1);
        zip.putInt(0x06054b50)
                .putShort((short) -1)
                .putShort((short) -1)
                .putShort((short) -1)
                .putShort((short) -1);
        zip.putInt(-1).putInt(-1).putShort((short) 0);
        Path file = Files.write(directory.resolve("zip64.jar"), Arrays.copyOf(zip.array(), zip.position()));

        assertThat(read(file + "!/db").digest())
                .isEqualTo(read(new ArchiveBuilder()
                                        .with("db/V1__a.sql", "select 1")
                                        .write(directory.resolve("a.jar"))
                                + "!/db")
                        .digest());
    }

    @Test
    void whatIsNotThereIsNamed() {
        Path jar = app().write(directory.resolve("app.jar"));

        refused(jar + "!/db/migration", "no such directory in the archive: " + jar + "!/db/migration; correct");
        refused(directory.resolve("no.jar") + "!/db", "no such archive: " + directory.resolve("no.jar"));
        refused(jar + "!/BOOT-INF/lib/no.jar!/db", "no such archive: " + jar + "!/BOOT-INF/lib/no.jar");
        refused(directory + "!/db", "not an archive: " + directory);
    }

    @Test
    void entryThatLeadsOutOfTheArchiveIsRefused() {
        for (String name :
                List.of("db/../../etc/passwd", "../V1__a.sql", "/etc/passwd", "db\\..\\..\\x", "..", "db/..", "\\x")) {
            Path jar = new ArchiveBuilder()
                    .with("db/V1__a.sql", "select 1")
                    .with(name, "")
                    .write(directory.resolve("out.jar"));

            refused(jar + "!/db", "archive has an entry that leads out of it (" + name + "): " + jar);
        }
        Path dots = new ArchiveBuilder()
                .with("db/V1__a..b.sql", "select 1")
                .with("x/...y", "")
                .write(directory.resolve("dots.jar"));
        assertThat(read(dots + "!/db").files()).isEqualTo(1);
    }

    @Test
    void entryThatIsThereTwiceIsRefused() throws IOException {
        Path jar = new ArchiveBuilder()
                .with("db/V1__a.sql", "select 1")
                .with("db/V1__b.sql", "select 2")
                .write(directory.resolve("twice.jar"));
        byte[] bytes = Files.readAllBytes(jar);
        replace(bytes, "V1__b.sql", "V1__a.sql");
        Files.write(jar, bytes);

        refused(jar + "!/db", "entry is twice in its archive: " + jar + "!/db/V1__a.sql");
    }

    @Test
    void encryptedEntryIsRefused() throws IOException {
        Path jar = new ArchiveBuilder().with("db/V1__a.sql", "select 1").write(directory.resolve("secret.jar"));
        byte[] bytes = Files.readAllBytes(jar);
        bytes[indexOf(bytes, CENTRAL_HEADER) + 8] |= 1;
        Files.write(jar, bytes);

        refused(jar + "!/db", "entry is encrypted: " + jar + "!/db/V1__a.sql; write the archive without encryption");
    }

    /** Covers an archive made by {@code zip --symlinks}: the content of such an entry is the target of the link. */
    @Test
    void linkIsRefused() throws IOException {
        Path jar = new ArchiveBuilder().with("db/V1__a.sql", "../V1__a.sql").write(directory.resolve("link.zip"));
        byte[] bytes = Files.readAllBytes(jar);
        ByteBuffer directoryOfUnix = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int header = indexOf(bytes, CENTRAL_HEADER);
        directoryOfUnix.put(header + 5, (byte) 3).putInt(header + 38, 0120777 << 16);
        Files.write(jar, bytes);

        refused(jar + "!/db", "entry is a link: " + jar + "!/db/V1__a.sql; write the archive with the file itself");
        directoryOfUnix.putInt(header + 38, 0100644 << 16);
        assertThat(read(Files.write(jar, bytes) + "!/db").files()).isEqualTo(1);
    }

    @Test
    void unknownCompressionIsRefused() throws IOException {
        Path jar = new ArchiveBuilder().with("db/V1__a.sql", "select 1").write(directory.resolve("method.jar"));
        byte[] bytes = Files.readAllBytes(jar);
        bytes[indexOf(bytes, CENTRAL_HEADER) + 10] = 12;
        Files.write(jar, bytes);

        refused(jar + "!/db", "is compressed by method 12");
    }

    @Test
    void bombIsRefusedBeforeItIsInflated() {
        Path jar = new ArchiveBuilder()
                .with("db/V1__a.sql", new byte[64 * 1024 * 1024])
                .write(directory.resolve("bomb.jar"));

        refused(jar + "!/db", "expands to 67108864 bytes, more than 200 times its compressed size");
    }

    @Test
    void bombThatLiesAboutItsSizeIsFoundOut() throws IOException {
        Path jar = new ArchiveBuilder()
                .with("db/V1__a.sql", new byte[8 * 1024 * 1024])
                .write(directory.resolve("lie.jar"));
        byte[] bytes = Files.readAllBytes(jar);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(indexOf(bytes, CENTRAL_HEADER) + 24, 1000);
        Files.write(jar, bytes);

        refused(jar + "!/db", "it is longer than the archive states");
    }

    @Test
    void compressedArchiveWithinAnArchiveMayNotBeLarge() {
        byte[] random = new byte[17 * 1024 * 1024];
        new java.util.Random(1).nextBytes(random);
        byte[] library = new ArchiveBuilder().stored("db/x", random).bytes();
        Path jar = new ArchiveBuilder().with("lib/large.jar", library).write(directory.resolve("app.war"));

        refused(jar + "!/lib/large.jar!/db", "entry is compressed within its archive, and larger than 16777216 bytes");
        assertThatThrownBy(() -> new ClasspathSearch(List.of(new ArchiveBuilder()
                                .with("WEB-INF/lib/large.jar", library)
                                .write(directory.resolve("b.war"))))
                        .find(BundleLocation.of(BundleLocation.CLASSPATH, "classpath:db")))
                .hasMessageContaining("FLYWAY_LOCATIONS=jar:ARCHIVE!/DIRECTORY");
    }

    @Test
    void everyDamageIsFoundOut() throws IOException {
        byte[] whole = new ArchiveBuilder()
                .with("db/V1__a.sql", "create table a (id bigint);\n".repeat(50))
                .stored("db/V2__b.sql", "create table b (id bigint);\n".getBytes(StandardCharsets.UTF_8))
                .bytes();
        Path jar = directory.resolve("damaged.jar");
        for (int length = 0; length < whole.length; length += 7) {
            Files.write(jar, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> read(jar + "!/db"))
                    .as("cut off after %d bytes", length)
                    .isInstanceOf(BundleException.class);
        }
        String digest = read(Files.write(jar, whole) + "!/db").digest();
        int unnoticed = 0;
        for (int at = 0; at < whole.length; at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 0x55;
            Files.write(jar, damaged);
            try {
                if (read(jar + "!/db").digest().equals(digest)) {
                    unnoticed++;
                }
            } catch (BundleException expected) {
                assertThat(expected).hasMessageContaining(jar.toString());
            }
        }
        // The bytes of times, versions and attributes do not change the contents.
        assertThat(unnoticed).isLessThan(whole.length / 2);
    }

    @Test
    void nameThatIsNotUtf8IsRefused() throws IOException {
        Path jar = new ArchiveBuilder().with("db/V1__grxn.sql", "select 1").write(directory.resolve("latin.jar"));
        byte[] bytes = Files.readAllBytes(jar);
        for (int at = 0; at + 4 < bytes.length; at++) {
            if (new String(bytes, at, 4, StandardCharsets.ISO_8859_1).equals("grxn")) {
                bytes[at + 2] = (byte) 0xFC;
            }
        }
        Files.write(jar, bytes);

        refused(jar + "!/db", "archive has an entry whose name is not UTF-8 (db/V1__grün.sql)");
    }

    private Bundle read(String place) {
        return reader.read(List.of(BundleLocation.of(BundleLocation.ARCHIVE, "jar:" + place)), NO_SALT);
    }

    private void refused(String place, String words) {
        ThrowingCallable reading = () -> read(place);
        assertThatThrownBy(reading).isInstanceOf(BundleException.class).hasMessageContaining(words);
    }

    private static ArchiveBuilder app() {
        return new ArchiveBuilder()
                .with("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\n")
                .with("org/springframework/boot/loader/launch/JarLauncher.class", "")
                .with("BOOT-INF/classes/application.yml", "spring:\n");
    }

    private static byte[] library() {
        return new ArchiveBuilder().with("db/V1__a.sql", "select 1").bytes();
    }

    private static void replace(byte[] bytes, String name, String other) {
        byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at + wanted.length <= bytes.length; at++) {
            if (Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
                System.arraycopy(other.getBytes(StandardCharsets.UTF_8), 0, bytes, at, wanted.length);
            }
        }
    }

    private static int indexOf(byte[] bytes, int signature) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int at = 0;
        while (buffer.getInt(at) != signature) {
            at++;
        }
        return at;
    }
}
