package io.initmigrator.flyway;

import io.initmigrator.schema.BundleFile;
import io.initmigrator.schema.BundleLocation;
import io.initmigrator.schema.BundleReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.internal.resource.StringResource;
import org.flywaydb.core.internal.sqlscript.SqlScriptMetadata;

/** The files beside scripts that configure them: {@code V1__x.sql.conf}. Flyway refuses them without their names. */
final class ScriptConfigurations {

    private static final String SUFFIX = ".conf";

    private ScriptConfigurations() {}

    /** Finds the file that Flyway rejects; empty if it rejects another thing. */
    static Optional<InvalidScriptException> refused(
            Iterable<BundleLocation> places, Configuration settings, FlywayException refusal) {
        for (BundleLocation place : places) {
            SortedMap<String, BundleFile> files = BundleReader.filesBelow(place);
            for (Map.Entry<String, BundleFile> file : files.entrySet()) {
                String name = file.getKey();
                if (name.endsWith(SUFFIX)
                        && files.containsKey(name.substring(0, name.length() - SUFFIX.length()))
                        && isRefused(file.getValue(), settings, refusal)) {
                    return Optional.of(InvalidScriptException.configuration(name, refusal));
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isRefused(BundleFile file, Configuration settings, FlywayException refusal) {
        try (InputStream content = file.open()) {
            SqlScriptMetadata.fromResource(
                    new StringResource(new String(content.readAllBytes(), StandardCharsets.UTF_8)), null, settings);
            return false;
        } catch (FlywayException e) {
            return FlywayErrors.innermost(e).equals(FlywayErrors.innermost(refusal));
        } catch (IOException e) {
            throw file.unreadable(e);
        }
    }
}
