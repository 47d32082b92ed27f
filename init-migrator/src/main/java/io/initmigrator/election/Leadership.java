package io.initmigrator.election;

import io.initmigrator.core.Outcome;
import io.initmigrator.event.LeaderProgress;
import io.initmigrator.schema.SchemaVersion;
import java.util.List;
import java.util.Optional;

/** The time during which this process should try. It may be lost at any moment; only the fence says who may write. */
public interface Leadership {

    /**
     * Identities whose session may be ended if it holds the fence: earlier leaders whose leadership is over. None once this
     * leadership is over too, even if nobody has noticed yet.
     */
    List<String> predecessors();

    /** Uid of the Lease by which it leads; empty where none is used. */
    String lease();

    /** What is going on, for siblings and people. May be called from any thread. */
    void report(LeaderProgress activity);

    /** The version that the history has by now, for siblings and people. */
    void recorded(SchemaVersion version);

    /** How many times in a row this bundle will have failed if it fails now, from 1. */
    int attempt();

    /** Runs {@code action} once when leadership is lost, from another thread; at once where it is lost already. */
    void onLoss(Runnable action);

    /** Why leadership was lost; empty while it lasts. */
    Optional<String> loss();

    /** Ends it and tells the siblings: the last thing a leader does. An empty {@code outcome} says nothing about the bundle. */
    void resign(Optional<Outcome> outcome);
}
