package io.initmigrator.fence;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a session was seen doing, from outside of it.
 *
 * @param blockers the sessions that it waits for
 * @param indexBuild the index that it builds just now
 */
public record SessionActivity(List<Blocker> blockers, Optional<IndexBuild> indexBuild) {

    /** Nothing worth telling, or nobody could look. */
    public static final SessionActivity NONE = new SessionActivity(List.of(), Optional.empty());

    private static final int MAX_NAMED = 3;

    public SessionActivity {
        blockers = List.copyOf(blockers);
    }

    /**
     * A session in the way.
     *
     * @param pid 0 for a prepared transaction, which has no session
     * @param description who it is and what it does, for people; holds no literal of its query
     */
    public record Blocker(int pid, String description) {

        private String sentence() {
            return pid == 0 ? description : "pid " + pid + " (" + description + ")";
        }
    }

    /**
     * How far an index is.
     *
     * @param phase in PostgreSQL's words
     * @param percent of the phase; -1 where that is not known
     */
    public record IndexBuild(String index, String phase, int percent) {

        private String sentence() {
            return "index " + index + ": " + phase + (percent < 0 ? "" : ", " + percent + " %");
        }
    }

    /** {@code pid 4711 (app "orders-worker", user shop, 13 s in "UPDATE …")}; empty where nothing is in the way. */
    public String blockedBy() {
        int more = blockers.size() - MAX_NAMED;
        return blockers.stream().limit(MAX_NAMED).map(Blocker::sentence).collect(Collectors.joining(", "))
                + (more > 0 ? " and " + more + " more" : "");
    }

    /** {@code index orders_by_state: building index: scanning table, 42 %}; empty where none is built. */
    public String indexProgress() {
        return indexBuild.map(IndexBuild::sentence).orElse("");
    }

    /** Whether nothing has changed but how long it lasts and how far it is. */
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
