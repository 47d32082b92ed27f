package io.initmigrator.schema;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/**
 * An entry of an archive, as the archive's directory states it.
 *
 * @param archive where it lies, as {@code /bundle/app.jar!/BOOT-INF/lib/schema.jar}
 * @param directory the archive's
 * @param name with {@code /} between directories
 * @param offset of its local header from the archive's beginning
 * @param storedLength how many bytes of the archive it takes
 * @param length of its contents
 */
record ArchiveEntry(
        String archive,
        CentralDirectory directory,
        String name,
        boolean isEncrypted,
        boolean isLink,
        int method,
        long crc,
        long offset,
        long storedLength,
        long length)
        implements BundleFile {

    static final int STORED = 0;
    static final int DEFLATED = 8;

    private static final int LOCAL_HEADER = 0x04034b50;
    private static final int LOCAL_HEADER_LENGTH = 30;

    /** Bits of the flags: encrypted; encrypted strongly; the names in the directory are masked. */
    private static final int ENCRYPTED = 1 | 1 << 6 | 1 << 13;

    /** The system whose attributes the entry has; the upper half of these is then the file's mode. */
    private static final int MADE_BY_UNIX = 3;

    private static final int FILE_TYPE = 0xF000;
    private static final int SYMBOLIC_LINK = 0xA000;

    private static final int ZIP64 = 1;
    private static final int CHUNK = 8 * 1024;
    private static final long IN_ZIP64 = 0xFFFFFFFFL;

    /** Below this size an entry cannot be a zip bomb, whatever its compression. */
    private static final long HARMLESS_LENGTH = 1024 * 1024;

    /** Large scripts of inserts were seen to shrink to a fiftieth; deflate can make a thousandth of nothing but blanks. */
    private static final int LARGEST_EXPANSION = 200;

    /** The entry whose header begins somewhere in a chunk of the directory. */
    static ArchiveEntry of(String archive, CentralDirectory directory, byte[] chunk, int header) throws IOException {
        int nameLength = CentralDirectory.uint16(chunk, header + 28);
        int nameStart = header + CentralDirectory.HEADER_LENGTH;
        long[] values = {
            CentralDirectory.uint32(chunk, header + 24),
            CentralDirectory.uint32(chunk, header + 20),
            CentralDirectory.uint32(chunk, header + 42)
        };
        if (values[0] == IN_ZIP64 || values[1] == IN_ZIP64 || values[2] == IN_ZIP64) {
            int extra = nameStart + nameLength;
            readZip64(chunk, extra, extra + CentralDirectory.uint16(chunk, header + 30), values);
        }
        return new ArchiveEntry(
                archive,
                directory,
                name(archive, chunk, nameStart, nameLength),
                (CentralDirectory.uint16(chunk, header + 8) & ENCRYPTED) != 0,
                isLink(chunk, header),
                CentralDirectory.uint16(chunk, header + 10),
                CentralDirectory.uint32(chunk, header + 16),
                values[2],
                values[1],
                values[0]);
    }

    private static boolean isLink(byte[] chunk, int header) {
        return chunk[header + 5] == MADE_BY_UNIX
                && (CentralDirectory.uint16(chunk, header + 40) & FILE_TYPE) == SYMBOLIC_LINK;
    }

    /** In UTF-8, as every tool of Java writes them, whether or not it says so. */
    private static String name(String archive, byte[] chunk, int start, int length) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(chunk, start, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new BundleException(
                    "archive has an entry whose name is not UTF-8 ("
                            + new String(chunk, start, length, StandardCharsets.ISO_8859_1) + ")",
                    archive,
                    "write the archive with UTF-8 names",
                    e);
        }
    }

    /** Only what does not fit into the header is in the extra field, in this order. */
    private static void readZip64(byte[] chunk, int from, int to, long[] values) throws ZipException {
        int field = from;
        while (field + 4 <= to) {
            int at = field + 4;
            int end = at + CentralDirectory.uint16(chunk, field + 2);
            if (CentralDirectory.uint16(chunk, field) == ZIP64 && end <= to) {
                for (int i = 0; i < values.length; i++) {
                    if (values[i] == IN_ZIP64 && at + 8 <= end) {
                        values[i] = CentralDirectory.int64(chunk, at);
                        at += 8;
                    }
                }
                break;
            }
            field = end;
        }
        for (long value : values) {
            if (value < 0) {
                throw new ZipException("its directory is damaged");
            }
        }
    }

    boolean isDirectory() {
        return name.endsWith("/");
    }

    /** @throws BundleException if it is encrypted, a link, compressed in another way than by deflate, or expands beyond measure */
    ArchiveEntry requireReadable() {
        if (isEncrypted) {
            throw refused("is encrypted", "write the archive without encryption");
        }
        if (isLink) {
            throw refused("is a link", "write the archive with the file itself");
        }
        if (method != STORED && method != DEFLATED) {
            throw refused(
                    "is compressed by method " + method, "write the archive with deflate, or without compression");
        }
        if (length > HARMLESS_LENGTH && length / Math.max(1, storedLength) > LARGEST_EXPANSION) {
            throw refused(
                    "expands to " + length + " bytes, more than " + LARGEST_EXPANSION + " times its compressed size",
                    "store it without compression, or put it into a directory");
        }
        return this;
    }

    BundleException refused(String what, String remedy) {
        return new BundleException("entry " + what, place(), remedy, null);
    }

    /** {@code /bundle/app.jar!/db/migration/V1__a.sql}. */
    String place() {
        return archive + "!/" + name;
    }

    @Override
    public InputStream open() throws IOException {
        ArchiveBytes own = directory.bytes().reopened();
        try {
            return contents(stored(own).stream(true));
        } catch (IOException e) {
            own.close();
            throw e;
        }
    }

    /** The same through the archive's open file, which stays open. */
    InputStream openWithinArchive() throws IOException {
        return contents(stored(directory.bytes()).stream(false));
    }

    private InputStream contents(InputStream stored) {
        if (method == STORED) {
            return new EntryStream(stored, length, crc);
        }
        Inflater inflater = new Inflater(true);
        InputStream inflated = new InflaterInputStream(stored, inflater, Math.clamp(storedLength, 1, CHUNK)) {
            @Override
            public void close() throws IOException {
                inflater.end();
                super.close();
            }
        };
        return new EntryStream(inflated, length, crc);
    }

    /**
     * The bytes that the archive holds of it, behind its local header.
     *
     * @param bytes the archive's
     */
    ArchiveBytes stored(ArchiveBytes bytes) throws IOException {
        long position = directory.begin() + offset;
        byte[] header = CentralDirectory.read(bytes, position, LOCAL_HEADER_LENGTH);
        if (CentralDirectory.int32(header, 0) != LOCAL_HEADER) {
            throw new ZipException("its local header is missing");
        }
        byte[] expected = name.getBytes(StandardCharsets.UTF_8);
        int nameLength = CentralDirectory.uint16(header, 26);
        byte[] local = CentralDirectory.read(bytes, position + LOCAL_HEADER_LENGTH, nameLength);
        if (!Arrays.equals(local, expected)) {
            throw new ZipException("its local header has another name");
        }
        long data = position + LOCAL_HEADER_LENGTH + nameLength + CentralDirectory.uint16(header, 28);
        if (data + storedLength > directory.start()) {
            throw new ZipException("it overlaps the archive's directory");
        }
        return bytes.range(data, storedLength);
    }

    @Override
    public BundleException unreadable(IOException cause) {
        return Archive.damaged(place(), cause);
    }
}
