package io.initmigrator.migration;

import io.initmigrator.schema.SchemaVersion;
import io.initmigrator.schema.ScriptProgress;
import java.util.List;
import java.util.Optional;

/**
 * That a script is about to run.
 *
 * @param committed the version of the script before, once it is the history's; empty where it has none, or there is none
 * @param isProtected whether the script and its history row happen both or not at all
 * @param indexes where they don't: the names of those that the script creates, as far as it tells them
 */
public record ScriptStart(
        ScriptProgress progress, Optional<SchemaVersion> committed, boolean isProtected, List<String> indexes) {

    public ScriptStart {
        indexes = List.copyOf(indexes);
    }
}
