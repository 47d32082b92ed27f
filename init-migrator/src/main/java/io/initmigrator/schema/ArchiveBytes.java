package io.initmigrator.schema;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of an archive, at random access: a file, a range of one (an archive that is stored within another), or a block in memory
 * (an archive that was compressed within another). Not thread-safe. The file is opened by the first read, also after {@link #close}.
 */
final class ArchiveBytes implements Closeable {

    private final @Nullable OpenFile file;
    private final ByteBuffer memory;
    private final long start;
    private final long length;

    private ArchiveBytes(@Nullable OpenFile file, ByteBuffer memory, long start, long length) {
        this.file = file;
        this.memory = memory;
        this.start = start;
        this.length = length;
    }

    static ArchiveBytes of(Path path) throws IOException {
        OpenFile file = new OpenFile(path);
        return new ArchiveBytes(file, ByteBuffer.allocate(0), 0, file.channel().size());
    }

    static ArchiveBytes of(byte[] memory) {
        return new ArchiveBytes(null, ByteBuffer.wrap(memory), 0, memory.length);
    }

    long length() {
        return length;
    }

    /** A range of these bytes that shares the open file. */
    ArchiveBytes range(long from, long size) throws IOException {
        check(from, size);
        return new ArchiveBytes(file, memory, start + from, size);
    }

    /** The same bytes with a file of their own to be closed. */
    ArchiveBytes reopened() {
        return new ArchiveBytes(file == null ? null : new OpenFile(file.path), memory, start, length);
    }

    /** @throws EOFException if the bytes end before {@code size} of them are read */
    void read(long position, byte[] target, int size) throws IOException {
        check(position, size);
        if (file == null) {
            memory.get(Math.toIntExact(start + position), target, 0, size);
            return;
        }
        ByteBuffer buffer = ByteBuffer.wrap(target, 0, size);
        while (buffer.hasRemaining()) {
            if (file.channel().read(buffer, start + position + buffer.position()) < 0) {
                throw new EOFException("it became shorter while it was read");
            }
        }
    }

    /**
     * All of them in order.
     *
     * @param isOwner whether closing the stream closes these bytes
     */
    InputStream stream(boolean isOwner) {
        return new ArchiveBytesStream(this, isOwner);
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }

    private void check(long from, long size) throws IOException {
        if (from < 0 || size < 0 || from > length - size) {
            throw new EOFException("it refers to bytes beyond its end");
        }
    }

    /** Opens the file when it is first needed. */
    private static final class OpenFile implements Closeable {

        private final Path path;
        private @Nullable FileChannel channel;

        OpenFile(Path path) {
            this.path = path;
        }

        FileChannel channel() throws IOException {
            if (channel == null) {
                channel = FileChannel.open(path, StandardOpenOption.READ);
            }
            return Objects.requireNonNull(channel);
        }

        @Override
        public void close() throws IOException {
            if (channel != null) {
                channel.close();
                channel = null;
            }
        }
    }
}
