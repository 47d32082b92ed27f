package io.initmigrator.election;

import io.initmigrator.core.Identity;
import java.util.ArrayList;
import java.util.List;

/**
 * Earlier leaders whose session may still hold the fence. Never cleared: a paused one may acquire the fence whenever it is free.
 *
 * @param identities oldest first
 */
public record Predecessors(List<String> identities) {

    public static final Predecessors NONE = new Predecessors(List.of());

    private static final int MAX_IDENTITIES = 8;

    public Predecessors {
        identities = List.copyOf(identities);
    }

    /** Adds {@code last} as the latest, and drops the oldest beyond eight; an invalid identity has no session, and is not added. */
    public Predecessors plus(String last) {
        List<String> all = new ArrayList<>(identities);
        if (Identity.isValid(last)) {
            all.remove(last);
            all.add(last);
        }
        return new Predecessors(all.subList(Math.max(0, all.size() - MAX_IDENTITIES), all.size()));
    }

    Predecessors without(String identity) {
        return new Predecessors(
                identities.stream().filter(it -> !it.equals(identity)).toList());
    }

    /** Names of the sessions of these leaders; see {@link Identity#session}. */
    public List<String> sessions(String lease) {
        return identities.stream().map(it -> Identity.session(it, lease)).toList();
    }
}
