package io.initmigrator.schema;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.ZipException;

/** The contents of an archive's entry, held to the length and the checksum that the archive's directory states. */
final class EntryStream extends InputStream {

    private final InputStream contents;
    private final CRC32 crc = new CRC32();
    private final long expectedCrc;
    private long remaining;

    EntryStream(InputStream contents, long length, long crc) {
        this.contents = contents;
        this.remaining = length;
        this.expectedCrc = crc;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int size) throws IOException {
        int count = contents.read(target, offset, size);
        if (count < 0) {
            requireComplete();
            return count;
        }
        remaining -= count;
        if (remaining < 0) {
            throw new ZipException("it is longer than the archive states");
        }
        crc.update(target, offset, count);
        return count;
    }

    @Override
    public void close() throws IOException {
        contents.close();
    }

    private void requireComplete() throws ZipException {
        if (remaining != 0) {
            throw new ZipException("it is shorter than the archive states");
        }
        if (crc.getValue() != expectedCrc) {
            throw new ZipException("its checksum is not the one that the archive states");
        }
    }
}
