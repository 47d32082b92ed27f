package io.initmigrator.flyway;

import io.initmigrator.schema.ArchiveFiles;
import io.initmigrator.schema.BundleLocation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.flywaydb.core.api.Location;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.api.resource.LoadableResource;
import org.flywaydb.core.internal.scanner.ReadOnlyLocationHandler;

/** Lets Flyway read {@code jar:} locations, by the service loader through which it finds those of its own. */
public final class ArchiveLocationHandler implements ReadOnlyLocationHandler {

    /** By the service loader. */
    public ArchiveLocationHandler() {}

    @Override
    public String getPrefix() {
        return BundleLocation.ARCHIVE;
    }

    @Override
    public Collection<LoadableResource> scanForResources(Location location, Configuration configuration) {
        // Flyway strips the slash of an archive's root with wildcards below it.
        String root = location.getRootPath().endsWith("!") ? location.getRootPath() + "/" : location.getRootPath();
        String above = root.endsWith("/") ? root : root + "/";
        List<LoadableResource> resources = new ArrayList<>();
        ArchiveFiles.below(root).forEach((name, file) -> {
            String place = above + name;
            if (location.getPathRegex() == null) {
                resources.add(new ArchiveResource(place, name, file, configuration));
            } else if (location.getPathRegex().matcher(place).matches()) {
                resources.add(new ArchiveResource(place, location.getPathRelativeToThis(place), file, configuration));
            }
        });
        return resources;
    }

    /** Of single files, which Flyway asks for where its own configuration lies in one. */
    @Override
    public Optional<LoadableResource> getResource(Location location, Configuration configuration) {
        return Optional.empty();
    }

    @Override
    public boolean handlesWildcards() {
        return true;
    }

    @Override
    public String getPathSeparator() {
        return "/";
    }

    @Override
    public String normalizePath(String path) {
        return path;
    }
}
