package io.initmigrator.flyway;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.Location;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.api.migration.JavaMigration;
import org.flywaydb.core.api.resource.LoadableResource;
import org.flywaydb.core.internal.parser.ParsingContext;
import org.flywaydb.core.internal.scanner.Scanner;
import org.flywaydb.core.internal.sqlscript.SqlScript;
import org.flywaydb.database.postgresql.PostgreSQLDatabaseType;
import org.jspecify.annotations.Nullable;

/**
 * The files of a bundle as Flyway finds them, with a limit on reads past the end of each: Flyway's parser searches for the end of
 * COPY's data for ever.
 */
final class BoundedResources implements ResourceProvider {

    static final String NO_END = "the data of its COPY … FROM STDIN have no end; close them with a line that says \\.";

    private final Configuration settings;
    private final Location[] locations;
    private final Set<String> hidden;
    private @Nullable Scanner<JavaMigration> scanner;

    BoundedResources(Configuration settings) {
        this(settings, Set.of());
    }

    /** @param hidden names of scripts that are not found */
    BoundedResources(Configuration settings, Set<String> hidden) {
        this(settings, hidden, settings.getLocations());
    }

    BoundedResources(Configuration settings, Set<String> hidden, Location... locations) {
        this.settings = settings;
        this.hidden = Set.copyOf(hidden);
        this.locations = locations.clone();
    }

    @Override
    public @Nullable LoadableResource getResource(String name) {
        LoadableResource resource = scanner().getResource(name);
        return resource == null ? null : new Bounded(resource);
    }

    @Override
    public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
        return List.<LoadableResource>copyOf(scanner().getResources(prefix, suffixes).stream()
                .filter(resource -> !hidden.contains(resource.getRelativePath()))
                .map(Bounded::new)
                .toList());
    }

    /** Returns the script as Flyway's parser divides it; parsed when it is first used. */
    SqlScript parse(LoadableResource file) {
        return new PostgreSQLDatabaseType()
                .createSqlScriptFactory(settings, new ParsingContext())
                .createSqlScript(file, true, this);
    }

    /** Searches the locations at the first question, where Flyway would. */
    private Scanner<JavaMigration> scanner() {
        if (scanner == null) {
            scanner = new Scanner<>(JavaMigration.class, settings, locations);
        }
        return scanner;
    }

    private static final class Bounded extends LoadableResource {

        private final LoadableResource resource;

        Bounded(LoadableResource resource) {
            this.resource = resource;
        }

        @Override
        public Reader read() {
            return new BoundedReader(resource.read());
        }

        @Override
        public boolean shouldStream() {
            return resource.shouldStream();
        }

        @Override
        public String getAbsolutePath() {
            return resource.getAbsolutePath();
        }

        @Override
        public String getAbsolutePathOnDisk() {
            return resource.getAbsolutePathOnDisk();
        }

        @Override
        public String getFilename() {
            return resource.getFilename();
        }

        @Override
        public String getRelativePath() {
            return resource.getRelativePath();
        }
    }

    private static final class BoundedReader extends FilterReader {

        /** A parser that is not lost asks a few times. */
        private static final int MOST_ENDS = 10_000;

        private int ends;

        BoundedReader(Reader reader) {
            super(reader);
        }

        @Override
        public int read() throws IOException {
            return counted(super.read());
        }

        @Override
        public int read(char[] buffer, int offset, int length) throws IOException {
            return counted(super.read(buffer, offset, length));
        }

        private int counted(int result) {
            if (result < 0 && ++ends > MOST_ENDS) {
                throw new FlywayException(NO_END);
            }
            return result;
        }
    }
}
