package io.initmigrator.schema;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file in a directory. */
record PlainFile(Path path) implements BundleFile {

    @Override
    public InputStream open() throws IOException {
        return Files.newInputStream(path);
    }

    @Override
    public BundleException unreadable(IOException cause) {
        return BundleFiles.unreadable(path, cause);
    }
}
