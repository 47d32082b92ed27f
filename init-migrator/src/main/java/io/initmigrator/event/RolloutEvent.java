package io.initmigrator.event;

import io.initmigrator.fence.FenceHolder;
import io.initmigrator.fence.InterruptedScript;
import io.initmigrator.fence.SessionActivity;
import io.initmigrator.migration.RepairAction;
import io.initmigrator.schema.MigrationFailure;
import io.initmigrator.schema.ScriptProgress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A change of state worth telling: the log, Kubernetes Events and metrics are made of these. */
public sealed interface RolloutEvent {

    /** Nothing to do: the schema holds the bundle. */
    record SchemaCurrent(String version) implements RolloutEvent {}

    /** The bundle holds no file, and that is allowed. */
    record BundleEmpty(String location) implements RolloutEvent {}

    /**
     * The schema is newer than the bundle, and this pod starts all the same.
     *
     * @param superseded whether only repeatable scripts or callbacks are newer
     */
    record SchemaAhead(String version, boolean superseded) implements RolloutEvent {

        /** How to have a superseded bundle applied again; otherwise empty. */
        public String remedy() {
            return superseded ? "kubectl rollout restart, which applies this bundle again" : "";
        }
    }

    /**
     * Somebody else leads. Told when it begins, when something changes, and again at intervals.
     *
     * @param activity what the leader does; absent where it has not said
     */
    record WaitingForLeader(String holder, Optional<LeaderProgress> activity, Duration waited)
            implements RolloutEvent {}

    /** Nothing is known of a leader; PostgreSQL is asked now and then. Told when it begins and again at intervals. */
    record WaitingForSchema(String what, Duration waited) implements RolloutEvent {}

    /** The leader has not renewed for longer than it should; the fence is being probed. */
    record LeaderSuspected(String holder, Duration silence) implements RolloutEvent {}

    /** The session that probed the fence was lost; the Lease is waited for as before. */
    record ProbeLost(String reason) implements RolloutEvent {}

    /** This process leads; {@code previous} is who did before, empty for nobody. */
    record Elected(String previous) implements RolloutEvent {}

    /** A session in the way of the fence was told to end. */
    record SessionTerminated(FenceHolder holder) implements RolloutEvent {}

    /** Somebody who must not be evicted holds the fence. Told when it begins and again at intervals. */
    record WaitingForFence(FenceHolder holder, Duration waited) implements RolloutEvent {}

    /** What an interrupted script left behind was dropped; it runs again. */
    record ScriptUndone(InterruptedScript script, List<String> dropped) implements RolloutEvent {}

    record MigrationStarted(int scripts) implements RolloutEvent {}

    record ScriptStarted(ScriptProgress progress) implements RolloutEvent {}

    /** A script takes its time. Told when what it waits for changes, and again at intervals, from another thread. */
    record ScriptRunning(ScriptProgress progress, Duration running, SessionActivity activity) implements RolloutEvent {}

    /**
     * Rolled back on a lock timeout; to be tried again.
     *
     * @param blockers the sessions that were in its way, for people; empty where nobody saw them
     */
    record ScriptBlocked(MigrationFailure failure, String blockers, Duration pause) implements RolloutEvent {}

    record HistoryRepaired(RepairAction action) implements RolloutEvent {}

    /**
     * The repair is done.
     *
     * @param pending scripts that are still to run
     * @param invalidIndexes what an earlier attempt left, and is in the way of the next one
     */
    record Repaired(int pending, List<String> invalidIndexes) implements RolloutEvent {}

    record MigrationSucceeded(int scripts, String version, Duration took) implements RolloutEvent {}

    record MigrationFailed(MigrationFailure failure) implements RolloutEvent {}

    /** The Lease was renewed, by its leader, in the background. */
    record LeaseRenewed() implements RolloutEvent {}

    record LeadershipLost(String reason, String consequence) implements RolloutEvent {}

    /** The Kubernetes API does not answer; told once until it does again. */
    record ApiUnavailable(String reason) implements RolloutEvent {}

    /** The Kubernetes API answers again. */
    record ApiAvailable() implements RolloutEvent {}
}
