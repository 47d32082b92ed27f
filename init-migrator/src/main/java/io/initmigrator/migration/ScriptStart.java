package io.initmigrator.migration;

import io.initmigrator.schema.SchemaVersion;
import io.initmigrator.schema.ScriptProgress;
import java.util.List;
import java.util.Optional;

/**
 * A script that is about to run.
 *
 * @param committed version of the previous script, once recorded; empty if it has none or there is none
 * @param isProtected true if the script and its history row are committed atomically
 * @param indexes otherwise the names of the indexes that the script creates explicitly
 */
public record ScriptStart(
        ScriptProgress progress, Optional<SchemaVersion> committed, boolean isProtected, List<String> indexes) {

    public ScriptStart {
        indexes = List.copyOf(indexes);
    }
}
