package io.initmigrator.schema;

import java.io.IOException;
import java.util.zip.ZipException;

/**
 * Finds and reads the directory at the end of a zip archive, in chunks: what is not asked for is neither kept nor decoded.
 *
 * @param bytes the archive's
 * @param begin where the archive begins in them: a launcher script may come first
 * @param start where the directory begins
 * @param end where it ends
 */
record CentralDirectory(ArchiveBytes bytes, long begin, long start, long end) {

    private static final int END = 0x06054b50;
    private static final int END_LENGTH = 22;
    private static final int LONGEST_COMMENT = 0xFFFF;
    private static final int END_64 = 0x06064b50;
    private static final int END_64_LENGTH = 56;
    private static final int LOCATOR_64 = 0x07064b50;
    private static final int LOCATOR_64_LENGTH = 20;
    private static final int HEADER = 0x02014b50;
    static final int HEADER_LENGTH = 46;

    /** Stands where a number is too large, and is found elsewhere. */
    private static final int IN_16_BITS = 0xFFFF;

    private static final long IN_32_BITS = 0xFFFFFFFFL;
    /** More than the longest header takes. */
    private static final int CHUNK = 200 * 1024;

    /** Gets each entry's header in turn. */
    interface Visitor {

        /**
         * Gets one header.
         *
         * @param chunk of the directory, which is read over afterwards
         * @param header where the header begins in it
         */
        void visit(byte[] chunk, int header) throws IOException;
    }

    static CentralDirectory of(ArchiveBytes bytes) throws IOException {
        long position = bytes.length() - END_LENGTH;
        if (position < 0) {
            throw new ZipException("it is too short for an archive");
        }
        byte[] end = read(bytes, position, END_LENGTH);
        if (int32(end, 0) == END && uint16(end, 20) == 0) {
            return of(bytes, end, 0, position);
        }
        int tail = (int) Math.min(bytes.length(), END_LENGTH + LONGEST_COMMENT);
        end = read(bytes, bytes.length() - tail, tail);
        for (int at = tail - END_LENGTH; at >= 0; at--) {
            if (int32(end, at) == END && at + END_LENGTH + uint16(end, at + 20) == tail) {
                return of(bytes, end, at, bytes.length() - tail + at);
            }
        }
        throw new ZipException("it is not a zip archive, or its end is missing");
    }

    private static CentralDirectory of(ArchiveBytes bytes, byte[] end, int at, long position) throws IOException {
        int disk = uint16(end, at + 4);
        long length = uint32(end, at + 12);
        long offset = uint32(end, at + 16);
        if (disk == IN_16_BITS || length == IN_32_BITS || offset == IN_32_BITS || uint16(end, at + 10) == IN_16_BITS) {
            long locator = position - LOCATOR_64_LENGTH;
            byte[] found = locator < 0 ? new byte[LOCATOR_64_LENGTH] : read(bytes, locator, LOCATOR_64_LENGTH);
            if (int32(found, 0) == LOCATOR_64) {
                return of64(bytes, int64(found, 8), locator);
            }
        }
        if (disk != 0 || uint16(end, at + 6) != 0) {
            throw new ZipException("it is one part of several");
        }
        return of(bytes, position, length, offset);
    }

    private static CentralDirectory of64(ArchiveBytes bytes, long stated, long locator) throws IOException {
        // What comes before the archive is not counted in the position stated; mostly nothing lies between record and
        // locator.
        long position = locator - END_64_LENGTH;
        byte[] end = read(bytes, position, END_64_LENGTH);
        if (int32(end, 0) != END_64) {
            position = stated;
            end = read(bytes, position, END_64_LENGTH);
        }
        if (int32(end, 0) != END_64) {
            throw new ZipException("its zip64 directory is missing");
        }
        return of(bytes, position, int64(end, 40), int64(end, 48));
    }

    private static CentralDirectory of(ArchiveBytes bytes, long end, long length, long offset) throws IOException {
        long start = end - length;
        long begin = start - offset;
        if (length < 0 || offset < 0 || start < 0 || begin < 0) {
            throw new ZipException("its directory lies beyond its beginning");
        }
        return new CentralDirectory(bytes, begin, start, end);
    }

    void visit(Visitor visitor) throws IOException {
        byte[] chunk = new byte[(int) Math.min(end - start, CHUNK)];
        long position = start;
        while (position < end) {
            int size = (int) Math.min(chunk.length, end - position);
            bytes.read(position, chunk, size);
            int header = 0;
            while (isWhole(chunk, header, size)) {
                visitor.visit(chunk, header);
                header += length(chunk, header);
            }
            if (header == 0) {
                throw new ZipException("its directory is cut off");
            }
            position += header;
        }
    }

    /** A header that goes on beyond the chunk is read with the next one. */
    private static boolean isWhole(byte[] chunk, int header, int size) throws ZipException {
        if (size - header < HEADER_LENGTH) {
            return false;
        }
        if (int32(chunk, header) != HEADER) {
            throw new ZipException("its directory is damaged");
        }
        return size - header >= length(chunk, header);
    }

    private static int length(byte[] chunk, int header) {
        return HEADER_LENGTH + uint16(chunk, header + 28) + uint16(chunk, header + 30) + uint16(chunk, header + 32);
    }

    static byte[] read(ArchiveBytes bytes, long position, int length) throws IOException {
        byte[] target = new byte[length];
        bytes.read(position, target, length);
        return target;
    }

    static int uint16(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) | (bytes[at + 1] & 0xFF) << 8;
    }

    static int int32(byte[] bytes, int at) {
        return uint16(bytes, at) | uint16(bytes, at + 2) << 16;
    }

    static long uint32(byte[] bytes, int at) {
        return int32(bytes, at) & IN_32_BITS;
    }

    static long int64(byte[] bytes, int at) {
        return uint32(bytes, at) | uint32(bytes, at + 4) << 32;
    }
}
