package io.initmigrator.rollout;

import io.initmigrator.core.Outcome;
import io.initmigrator.event.RolloutEvent;
import io.initmigrator.fence.Fence;
import io.initmigrator.fence.InterruptedScript;
import io.initmigrator.fence.Journal;
import io.initmigrator.migration.Assessment;
import io.initmigrator.migration.RepairResult;
import io.initmigrator.schema.Problem;
import io.initmigrator.schema.Receipt;
import java.util.Optional;

/** Repairs the history, undoes interrupted scripts, and leaves only valid receipts. */
final class RepairTask implements LeaderTask {

    private final RolloutContext context;
    private boolean begun;

    RepairTask(RolloutContext context) {
        this.context = context;
    }

    @Override
    public boolean hasBegun() {
        return begun;
    }

    @Override
    public Outcome runHolding(Fence fence) {
        begun = true;
        // Receipts describe the history before the repair; if the repair is interrupted, every pod must verify again.
        fence.doubtReceipts();
        return switch (fence.keepFingerprint(() -> context.migrationTool().repair(fence, context.bundle()))) {
            case RepairResult.Refused(Problem problem) -> new Outcome.SchemaMismatch(problem);
            case RepairResult.Done done -> {
                done.actions().forEach(action -> context.publish(new RolloutEvent.HistoryRepaired(action)));
                undoInterruptedScripts(fence);
                yield conclude(fence);
            }
        };
    }

    private void undoInterruptedScripts(Fence fence) {
        Journal journal = fence.journal();
        for (Optional<InterruptedScript> script = journal.interrupted();
                script.isPresent();
                script = journal.interrupted()) {
            context.publish(new RolloutEvent.ScriptUndone(script.get(), journal.undo(script.get()), false));
        }
    }

    private Outcome conclude(Fence fence) {
        return switch (context.migrationTool().assess(fence, context.bundle())) {
            case Assessment.Mismatch(Problem problem) -> new Outcome.SchemaMismatch(problem);
            case Assessment.Pending pending -> repaired(fence, pending.count());
            case Assessment.Complete(Receipt receipt, boolean baseline) ->
                InvalidIndexes.mismatch(fence, receipt).orElseGet(() -> {
                    // Otherwise the baseline would never be written.
                    if (!baseline && mayRecord(fence, receipt)) {
                        fence.record(receipt);
                    }
                    return repaired(fence, 0);
                });
        };
    }

    /**
     * Only a start may write the first receipt of a bundle that has deferred scripts: one that lists no rollout would be taken for
     * that of pods that cannot record theirs. A receipt also keeps the callbacks, and the check of the application's role, from ever
     * running for the bundle.
     */
    private boolean mayRecord(Fence fence, Receipt receipt) {
        return !receipt.callbacks()
                && !AppRoleCheck.isOutstanding(fence)
                && (receipt.deferred().isEmpty()
                        || fence.startedRevisions(context.bundle()).isPresent());
    }

    private Outcome repaired(Fence fence, int pending) {
        context.publish(new RolloutEvent.Repaired(pending, fence.journal().invalidIndexes()));
        return new Outcome.Repaired(pending);
    }
}
