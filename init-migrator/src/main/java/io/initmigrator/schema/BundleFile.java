package io.initmigrator.schema;

import java.io.IOException;
import java.io.InputStream;

/** A file of a bundle: one in a directory, or an entry of an archive. */
public interface BundleFile {

    /** Opens it; each call returns a new stream at its beginning. */
    InputStream open() throws IOException;

    /** Explains a failure to read it. */
    BundleException unreadable(IOException cause);
}
