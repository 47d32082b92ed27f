package io.initmigrator.rollout;

import io.initmigrator.core.Outcome;
import io.initmigrator.fence.Fence;
import io.initmigrator.schema.Receipt;
import java.util.List;
import java.util.Optional;

/** Fails a run that succeeded while the schema contains an invalid index. */
final class InvalidIndexes {

    private InvalidIndexes() {}

    /**
     * Empty while scripts are deferred: one that failed may have left the index, which must keep no pod from starting. It is found
     * once they have run.
     */
    static Optional<Outcome> mismatch(Fence fence, Receipt receipt) {
        if (!receipt.deferred().isEmpty()) {
            return Optional.empty();
        }
        List<String> invalid = fence.journal().invalidIndexes();
        return invalid.isEmpty()
                ? Optional.empty()
                : Optional.of(new Outcome.SchemaMismatch(
                        "every migration is recorded, but the index " + String.join(", ", invalid)
                                + " is invalid, so no query uses it",
                        "rebuild it (REINDEX INDEX CONCURRENTLY) or drop it, then restart"));
    }
}
