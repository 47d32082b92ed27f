package io.initmigrator.coordination;

import io.initmigrator.schema.Receipt;
import java.util.Optional;

/** Repairs the history, takes back what interrupted scripts left, and leaves only a receipt that is right afterwards. */
final class Mending implements Work {

    private final Pod pod;
    private boolean begun;

    Mending(Pod pod) {
        this.pod = pod;
    }

    @Override
    public boolean hasBegun() {
        return begun;
    }

    @Override
    public Outcome behind(Fence fence) {
        begun = true;
        // Whatever was verified was so by the history as it is now; if this ends half-way, everybody looks anew.
        fence.doubtReceipts();
        return switch (pod.migrations().repair(fence, pod.bundle())) {
            case RepairRun.Refused(String reason, String remedy) -> new Outcome.Misfit(reason, remedy);
            case RepairRun.Done done -> {
                done.mends().forEach(mend -> pod.tell(new Notice.HistoryMended(mend)));
                takeBackWhatWasInterrupted(fence);
                yield conclude(fence);
            }
        };
    }

    private void takeBackWhatWasInterrupted(Fence fence) {
        Journal journal = fence.journal();
        for (Optional<InterruptedScript> script = journal.interrupted();
                script.isPresent();
                script = journal.interrupted()) {
            pod.tell(new Notice.ScriptTakenBack(script.get(), journal.takeBack(script.get())));
        }
    }

    private Outcome conclude(Fence fence) {
        return switch (pod.migrations().assess(fence, pod.bundle())) {
            case Assessment.Misfit(String reason, String remedy) -> new Outcome.Misfit(reason, remedy);
            case Assessment.Pending pending -> repaired(fence, pending.count());
            case Assessment.Complete(Receipt receipt) ->
                InvalidIndexes.misfit(fence).orElseGet(() -> {
                    // Else the callbacks would never run for this bundle.
                    if (!pod.migrations().hasCallbacksAround(fence)) {
                        fence.record(receipt);
                    }
                    return repaired(fence, 0);
                });
        };
    }

    private Outcome repaired(Fence fence, int pending) {
        pod.tell(new Notice.Repaired(pending, fence.journal().invalidIndexes()));
        return new Outcome.Repaired(pending);
    }
}
