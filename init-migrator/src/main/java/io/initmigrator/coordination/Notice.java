package io.initmigrator.coordination;

import io.initmigrator.schema.MigrationFailure;
import io.initmigrator.schema.Progress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A change of state worth telling: the log, Kubernetes Events and metrics are made of these. */
public sealed interface Notice {

    /** Nothing to do: the schema holds the bundle. */
    record SchemaCurrent(String version) implements Notice {}

    /** The bundle holds no file, and that is allowed. */
    record BundleEmpty(String location) implements Notice {}

    /**
     * The schema is newer than the bundle, and this pod starts all the same.
     *
     * @param superseded whether only repeatable scripts or callbacks are newer
     */
    record SchemaAhead(String version, boolean superseded) implements Notice {}

    /**
     * Somebody else leads. Told when it begins, when something changes, and again at intervals.
     *
     * @param activity what the leader does; absent where it has not said
     */
    record WaitingForLeader(String holder, Optional<Activity> activity, Duration waited) implements Notice {}

    /** Nothing is known of a leader; PostgreSQL is asked now and then. Told when it begins and again at intervals. */
    record WaitingForSchema(String what, Duration waited) implements Notice {}

    /** The leader has not renewed for longer than it should; the fence is being probed. */
    record LeaderSuspected(String holder, Duration silence) implements Notice {}

    /** The session that probed the fence was lost; the Lease is waited for as before. */
    record ProbeLost(String reason) implements Notice {}

    /** This process leads; {@code previous} is who did before, empty for nobody. */
    record Elected(String previous) implements Notice {}

    /** A session in the way of the fence was told to end. */
    record Evicted(FenceHolder holder) implements Notice {}

    /** Somebody who must not be evicted holds the fence. Told when it begins and again at intervals. */
    record WaitingForFence(FenceHolder holder, Duration waited) implements Notice {}

    /** What an interrupted script left behind was dropped; it runs again. */
    record ScriptTakenBack(InterruptedScript script, List<String> dropped) implements Notice {}

    record MigrationStarted(int scripts) implements Notice {}

    record ScriptStarted(Progress progress) implements Notice {}

    /** A script takes its time. Told when what it waits for changes, and again at intervals, from another thread. */
    record ScriptRunning(Progress progress, Duration running, Sighting sighting) implements Notice {}

    /**
     * Rolled back on a lock timeout; to be tried again.
     *
     * @param blockers the sessions that were in its way, for people; empty where nobody saw them
     */
    record ScriptBlocked(MigrationFailure failure, String blockers, Duration pause) implements Notice {}

    record HistoryMended(Mend mend) implements Notice {}

    /**
     * The repair is done.
     *
     * @param pending scripts that are still to run
     * @param invalidIndexes what an earlier attempt left, and is in the way of the next one
     */
    record Repaired(int pending, List<String> invalidIndexes) implements Notice {}

    record MigrationSucceeded(int scripts, String version, Duration took) implements Notice {}

    record MigrationFailed(MigrationFailure failure) implements Notice {}

    /** The Lease was renewed, by its leader, in the background. */
    record LeaseRenewed() implements Notice {}

    record LeadershipLost(String reason, String consequence) implements Notice {}

    /** The Kubernetes API does not answer; told once until it does again. */
    record ApiUnavailable(String reason) implements Notice {}

    /** The Kubernetes API answers again. */
    record ApiAvailable() implements Notice {}
}
