package io.initmigrator.election;

import io.initmigrator.core.Outcome;
import io.initmigrator.event.LeaderProgress;
import io.initmigrator.schema.SchemaVersion;
import java.util.List;
import java.util.Optional;

/** A term of leadership. It may be lost at any moment; only the fence decides who may write. */
public interface Leadership {

    /**
     * Earlier leaders whose session may be terminated if it holds the fence. None once this leadership has expired too, even if
     * that was not detected yet.
     */
    Predecessors predecessors();

    /** Uid of the Lease; empty if none is used. */
    String lease();

    /** Publishes the current progress to followers and operators. Thread-safe. */
    void report(LeaderProgress activity);

    /** Publishes the recorded version to followers and operators. */
    void recorded(SchemaVersion version);

    /** Publishes the deferred scripts to operators with the outcome; none if every script is recorded. */
    void deferred(List<String> scripts);

    /** Number of this attempt at the bundle among consecutive failures, from 1. */
    int attempt();

    /** True if the Lease says that an earlier leader refused the bundle too, or if there is no Lease to say so. */
    boolean isRefusedBefore();

    /** Runs {@code action} once when leadership is lost, on another thread; immediately if it is already lost. */
    void onLoss(Runnable action);

    /** Reason for the loss of leadership; empty while it lasts. */
    Optional<String> loss();

    /**
     * Releases the Lease and publishes the outcome: the last action of a leader. An empty {@code outcome} leaves the bundle's
     * phase unknown.
     */
    void resign(Optional<Outcome> outcome);
}
