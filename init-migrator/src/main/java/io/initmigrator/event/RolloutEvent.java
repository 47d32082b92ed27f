package io.initmigrator.event;

import io.initmigrator.fence.FenceHolder;
import io.initmigrator.fence.InterruptedScript;
import io.initmigrator.fence.SessionActivity;
import io.initmigrator.fence.UngrantedObject;
import io.initmigrator.migration.NotDeferrable;
import io.initmigrator.migration.RepairAction;
import io.initmigrator.schema.MigrationFailure;
import io.initmigrator.schema.Problem;
import io.initmigrator.schema.ScriptProgress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A change of state. The log, Kubernetes Events and metrics are derived from these. */
public sealed interface RolloutEvent {

    /** Nothing to do: the schema contains the bundle. */
    record SchemaCurrent(String version) implements RolloutEvent {}

    /** The bundle is empty, which is allowed. */
    record BundleEmpty(String location) implements RolloutEvent {}

    /**
     * The schema is newer than the bundle, and this pod starts anyway.
     *
     * @param superseded true if only repeatable scripts or callbacks are newer
     */
    record SchemaAhead(String version, boolean superseded) implements RolloutEvent {

        /** Remedy to apply a superseded bundle again; otherwise empty. */
        public String remedy() {
            return superseded ? "kubectl rollout restart, which applies this bundle again" : "";
        }
    }

    /**
     * Another process leads. Published at the start, on each change, and at intervals.
     *
     * @param activity the leader's progress; absent if not published
     */
    record WaitingForLeader(String holder, Optional<LeaderProgress> activity, Duration waited)
            implements RolloutEvent {}

    /** No leader is known; PostgreSQL is polled. Published at the start and at intervals. */
    record WaitingForSchema(String what, Duration waited) implements RolloutEvent {}

    /** The rollout is not complete; the workload is polled. Published at the start, on each change, and at intervals. */
    record WaitingForRollout(String what, Duration waited) implements RolloutEvent {}

    /** The deferred scripts were not run, or not all of them; they are tried again. */
    record DeferredRunFailed(String reason, Duration pause) implements RolloutEvent {}

    /** The leader missed renewals; the fence is being probed. */
    record LeaderSuspected(String holder, Duration silence) implements RolloutEvent {}

    /** The probe failed or lost its session; waiting for the Lease continues. */
    record ProbeLost(String reason) implements RolloutEvent {}

    /** This process leads; {@code previous} is the former leader, empty for none. */
    record Elected(String previous) implements RolloutEvent {}

    /** The session that held the fence was terminated. */
    record SessionTerminated(FenceHolder holder) implements RolloutEvent {}

    /** A session that may not be terminated holds the fence. Published at the start and at intervals. */
    record WaitingForFence(FenceHolder holder, Duration waited) implements RolloutEvent {}

    /**
     * The leftovers of an interrupted script were dropped.
     *
     * @param rerun true if this process runs it again; false for a repair, after which it is pending
     */
    record ScriptUndone(InterruptedScript script, List<String> dropped, boolean rerun) implements RolloutEvent {}

    record MigrationStarted(int scripts) implements RolloutEvent {}

    record ScriptStarted(ScriptProgress progress) implements RolloutEvent {}

    /** A script is still running. Published when its blockers change, and at intervals, from another thread. */
    record ScriptRunning(ScriptProgress progress, Duration running, SessionActivity activity) implements RolloutEvent {}

    /**
     * Rolled back because of another session, see {@link MigrationFailure#conflict}; will be retried.
     *
     * @param failure whose {@code attempt} counts how often this script was rolled back in a row
     * @param blockers description of the blocking sessions; empty if none was seen
     */
    record ScriptBlocked(MigrationFailure failure, String blockers, Duration pause) implements RolloutEvent {}

    record HistoryRepaired(RepairAction action) implements RolloutEvent {}

    /**
     * The repair succeeded.
     *
     * @param pending number of pending scripts
     * @param invalidIndexes left by an earlier attempt; block the next one
     */
    record Repaired(int pending, List<String> invalidIndexes) implements RolloutEvent {}

    record MigrationSucceeded(int scripts, String version, Duration took) implements RolloutEvent {}

    /** Everything but these scripts is recorded; they run after the rollout. */
    record ScriptsDeferred(List<String> scripts) implements RolloutEvent {
        public ScriptsDeferred {
            scripts = List.copyOf(scripts);
        }
    }

    /** A script that should run after the rollout runs now. */
    record ScriptNotDeferrable(NotDeferrable script) implements RolloutEvent {}

    /**
     * No pod has recorded the revision of its rollout with the bundle, so that the current one is taken for that of the bundle.
     *
     * @param workload kind and name
     */
    record RevisionUnrecorded(String workload, String revision) implements RolloutEvent {}

    /**
     * The application's role lacks privileges that it has on comparable objects; it starts anyway.
     *
     * @param objects the first of them
     * @param count number of all
     */
    record PrivilegesMissing(String role, List<UngrantedObject> objects, int count) implements RolloutEvent {}

    /** They were granted to it. */
    record PrivilegesGranted(String role, List<UngrantedObject> objects, int count) implements RolloutEvent {}

    record MigrationFailed(MigrationFailure failure) implements RolloutEvent {}

    /** Schema and bundle do not match, as this process or its leader found; nothing is run. */
    record MigrationRefused(Problem problem) implements RolloutEvent {}

    /** As leader, this process refused a bundle that was not refused before. */
    record BundleRefused(Problem problem) implements RolloutEvent {}

    /** The Lease was renewed, by its leader, in the background. */
    record LeaseRenewed() implements RolloutEvent {}

    record LeadershipLost(String reason, String consequence) implements RolloutEvent {}

    /** The Kubernetes API is unavailable; published once until it is available again. */
    record ApiUnavailable(String reason) implements RolloutEvent {}

    /** The Kubernetes API is available again. */
    record ApiAvailable() implements RolloutEvent {}
}
