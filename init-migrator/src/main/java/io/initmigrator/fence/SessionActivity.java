package io.initmigrator.fence;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Activity of a session, observed over another connection.
 *
 * @param blockers the sessions that block it
 * @param indexBuild the index that it is building
 */
public record SessionActivity(List<Blocker> blockers, Optional<IndexBuild> indexBuild) {

    /** Nothing to report, or not observable. */
    public static final SessionActivity NONE = new SessionActivity(List.of(), Optional.empty());

    private static final int MAX_NAMED = 3;

    public SessionActivity {
        blockers = List.copyOf(blockers);
    }

    /**
     * A blocking session.
     *
     * @param pid 0 for a prepared transaction, which has no session
     * @param description its identity and activity, for messages, without literals of its query
     */
    public record Blocker(int pid, String description) {

        private String sentence() {
            return pid == 0 ? description : "pid " + pid + " (" + description + ")";
        }
    }

    /**
     * Progress of an index build.
     *
     * @param phase as named by PostgreSQL
     * @param percent of the phase; -1 if unknown
     */
    public record IndexBuild(String index, String phase, int percent) {

        private String sentence() {
            return "index " + index + ": " + phase + (percent < 0 ? "" : ", " + percent + " %");
        }
    }

    /** {@code pid 4711 (app "orders-worker", user shop, 13 s in "UPDATE …")}; empty if it is not blocked. */
    public String blockedBy() {
        int more = blockers.size() - MAX_NAMED;
        return blockers.stream().limit(MAX_NAMED).map(Blocker::sentence).collect(Collectors.joining(", "))
                + (more > 0 ? " and " + more + " more" : "");
    }

    /** {@code index orders_by_state: building index: scanning table, 42 %}; empty if none is being built. */
    public String indexProgress() {
        return indexBuild.map(IndexBuild::sentence).orElse("");
    }

    /** True if only duration and progress differ. */
    public boolean isLike(SessionActivity other) {
        return pids().equals(other.pids()) && phase().equals(other.phase());
    }

    private List<Integer> pids() {
        return blockers.stream().map(Blocker::pid).sorted().toList();
    }

    private Optional<String> phase() {
        return indexBuild.map(build -> build.index() + " " + build.phase());
    }
}
