package io.initmigrator.flyway;

import io.initmigrator.schema.BundleFile;
import io.initmigrator.schema.BundleFileFinder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.flywaydb.core.api.MigrationInfo;
import org.jspecify.annotations.Nullable;

/** Finds the files of the bundle's scripts. Not thread-safe. */
final class BundleScripts {

    private final BundleFileFinder finder = new BundleFileFinder();

    /** Empty for a migration without a file, such as a Java migration. */
    Optional<BundleFile> find(MigrationInfo script) {
        @Nullable String place = script.getPhysicalLocation();
        return place == null || JavaMigrations.isJavaMigration(script.getType())
                ? Optional.empty()
                : finder.find(place);
    }

    /** Empty for a migration without a file. In an encoding other than UTF-8, only names beyond ASCII are lost. */
    String text(MigrationInfo script) {
        return find(script).map(BundleScripts::text).orElse("");
    }

    private static String text(BundleFile file) {
        try (InputStream contents = file.open()) {
            return new String(contents.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw file.unreadable(e);
        }
    }
}
