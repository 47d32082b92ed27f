package io.initmigrator.schema;

import java.io.IOException;
import java.io.InputStream;

/** A file of a bundle: one in a directory, or an entry of an archive. */
public interface BundleFile {

    /** From its beginning; each call anew. */
    InputStream open() throws IOException;

    /** Explains a failure to read it. */
    BundleException unreadable(IOException cause);
}
