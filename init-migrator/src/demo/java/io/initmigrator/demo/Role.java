package io.initmigrator.demo;

import io.initmigrator.support.ObservedSession;
import io.initmigrator.support.PodProcess;
import java.util.List;
import java.util.regex.Pattern;

/** Classifies a pod by its part in a rollout. */
enum Role {
    LEADER("leader"),
    FOLLOWER("follower"),
    FAST_PATH("fast path"),
    AHEAD("ahead"),
    FAILED("failed");

    private static final Pattern SAYS_AHEAD = Pattern.compile("Schema is newer");

    private final String word;

    Role(String word) {
        this.word = word;
    }

    /** Derives the role from the pod's sessions in PostgreSQL; only {@link #AHEAD} is derived from its log. */
    static Role of(PodProcess.Result result, List<ObservedSession> sessions) {
        if (result.exitCode() != 0) {
            return FAILED;
        }
        if (sessions.stream().anyMatch(session -> !session.scriptsRecorded().isEmpty())) {
            return LEADER;
        }
        if (SAYS_AHEAD.matcher(result.text()).find()) {
            return AHEAD;
        }
        return sessions.size() > 1 ? FOLLOWER : FAST_PATH;
    }

    @Override
    public String toString() {
        return word;
    }
}
