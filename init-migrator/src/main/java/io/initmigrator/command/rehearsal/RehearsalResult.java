package io.initmigrator.command.rehearsal;

import io.initmigrator.schema.MigrationFailure;
import java.util.List;
import java.util.Optional;

/**
 * Result of a rehearsal.
 *
 * @param database name of the scratch database
 * @param base number of scripts that were applied first, to an empty database
 * @param scripts those that ran, in order; the last one failed if there is a failure of a script
 * @param failure why the rehearsal ended early
 */
public record RehearsalResult(
        String database, int base, List<RehearsedScript> scripts, Optional<MigrationFailure> failure) {

    public RehearsalResult {
        scripts = List.copyOf(scripts);
    }
}
