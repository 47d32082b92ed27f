package io.initmigrator.schema;

import java.io.IOException;
import java.io.InputStream;

/** Reads {@link ArchiveBytes} from their beginning to their end. */
final class ArchiveBytesStream extends InputStream {

    private final ArchiveBytes bytes;
    private static final int CHUNK = 8 * 1024;

    private final boolean isOwner;
    private final byte[] buffer;
    private long position;
    private int next;
    private int end;

    ArchiveBytesStream(ArchiveBytes bytes, boolean isOwner) {
        this.bytes = bytes;
        this.isOwner = isOwner;
        // Most scripts are small, and a start with nothing to do makes as little garbage as it can.
        this.buffer = new byte[(int) Math.min(CHUNK, bytes.length())];
    }

    @Override
    public int read() throws IOException {
        return fill() ? buffer[next++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int offset, int size) throws IOException {
        if (size == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(size, end - next);
        System.arraycopy(buffer, next, target, offset, count);
        next += count;
        return count;
    }

    @Override
    public void close() throws IOException {
        if (isOwner) {
            bytes.close();
        }
    }

    private boolean fill() throws IOException {
        if (next == end) {
            int size = (int) Math.min(buffer.length, bytes.length() - position);
            bytes.read(position, buffer, size);
            position += size;
            next = 0;
            end = size;
        }
        return next < end;
    }
}
