package io.initmigrator.rollout;

import io.initmigrator.core.Outcome;
import io.initmigrator.fence.Fence;
import java.util.List;
import java.util.Optional;

/** Fails a run that succeeded while the schema contains an invalid index. */
final class InvalidIndexes {

    private InvalidIndexes() {}

    static Optional<Outcome> mismatch(Fence fence) {
        List<String> invalid = fence.journal().invalidIndexes();
        return invalid.isEmpty()
                ? Optional.empty()
                : Optional.of(new Outcome.SchemaMismatch(
                        "every migration is recorded, but the index " + String.join(", ", invalid)
                                + " is invalid, so no query uses it",
                        "rebuild it (REINDEX INDEX CONCURRENTLY) or drop it, then restart"));
    }
}
