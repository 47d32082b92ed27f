package io.initmigrator.flyway;

import io.initmigrator.schema.BundleFile;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.api.resource.LoadableResource;

/** A file in an archive, read as Flyway reads one on the class path. */
final class ArchiveResource extends LoadableResource {

    private final String place;
    private final String relativePath;
    private final BundleFile file;
    private final Charset encoding;

    ArchiveResource(String place, String relativePath, BundleFile file, Configuration configuration) {
        this.place = place;
        this.relativePath = relativePath;
        this.file = file;
        this.encoding = configuration.getEncoding();
    }

    @Override
    public Reader read() {
        try {
            return new InputStreamReader(file.open(), encoding.newDecoder());
        } catch (IOException e) {
            throw file.unreadable(e);
        }
    }

    @Override
    public String getAbsolutePath() {
        return place;
    }

    @Override
    public String getAbsolutePathOnDisk() {
        return place;
    }

    @Override
    public String getFilename() {
        return place.substring(place.lastIndexOf('/') + 1);
    }

    @Override
    public String getRelativePath() {
        return relativePath;
    }
}
