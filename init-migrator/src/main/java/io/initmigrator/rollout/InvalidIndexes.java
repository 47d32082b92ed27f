package io.initmigrator.rollout;

import io.initmigrator.core.Outcome;
import io.initmigrator.fence.Fence;
import io.initmigrator.schema.Problem;
import io.initmigrator.schema.Receipt;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Fails a run that succeeded while the schema contains an invalid index. */
public final class InvalidIndexes {

    private InvalidIndexes() {}

    /**
     * Empty while scripts are deferred: one that failed may have left the index, which must keep no pod from starting. It is found
     * once they have run.
     *
     * @param receipt not recorded yet
     */
    public static Optional<Problem> problem(Receipt receipt, Supplier<List<String>> invalidIndexes) {
        if (!receipt.deferred().isEmpty()) {
            return Optional.empty();
        }
        List<String> invalid = invalidIndexes.get();
        return invalid.isEmpty()
                ? Optional.empty()
                : Optional.of(new Problem(
                        "every migration is recorded, but the index " + String.join(", ", invalid)
                                + " is invalid, so no query uses it",
                        "rebuild it (REINDEX INDEX CONCURRENTLY) or drop it, then restart"));
    }

    static Optional<Outcome> mismatch(Fence fence, Receipt receipt) {
        return problem(receipt, fence.journal()::invalidIndexes).map(Outcome.SchemaMismatch::new);
    }
}
