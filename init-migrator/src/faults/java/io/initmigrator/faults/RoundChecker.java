package io.initmigrator.faults;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks the result of a round by its database and its event log. */
final class RoundChecker {

    private static final int KILLED = 137;

    private final Round round;
    private final List<PodSlot> stuck;

    RoundChecker(Round round, List<PodSlot> stuck) {
        this.round = round;
        this.stuck = stuck;
    }

    RoundResult check() throws SQLException {
        Ledger ledger;
        try (Connection connection = round.lab().bed().postgres().connect(round.name())) {
            ledger = Ledger.of(connection, round.setup().scripts(), retries());
        }
        List<String> doubles = new ArrayList<>(ledger.doubles());
        round.log()
                .first(entry -> entry.text().contains(FaultScripts.TWO_WRITERS))
                .ifPresent(entry -> doubles.add(entry.text()));
        return new RoundResult(
                round.name(),
                doubles,
                ledger.lost(),
                stuck.stream().map(slot -> slot.name() + " is stuck").toList(),
                wrongExits(),
                takeover(),
                round.log().text());
    }

    private List<String> wrongExits() {
        List<String> wrong = new ArrayList<>();
        for (PodSlot slot : round.slots()) {
            slot.exits().stream()
                    .filter(code -> code != 0
                            && code != KILLED
                            && !round.setup().mayEndWith().contains(code))
                    .forEach(code -> wrong.add(slot.name() + " ended with exit " + code));
        }
        return wrong;
    }

    /** Returns the time until the takeover; empty if nothing was left to do, or no takeover was needed. */
    private Optional<Duration> takeover() {
        return round.lastFault()
                .flatMap(fault -> round.log()
                        .first(entry -> fault.isFollowedBy(entry, round.setup().sign()))
                        .map(entry -> Duration.ofNanos(entry.at() - fault.at())));
    }

    /** Counts for each script how often its rerun was logged. */
    private Map<String, Integer> retries() {
        Map<String, Integer> retries = new HashMap<>();
        round.setup()
                .scripts()
                .list()
                .forEach(script -> retries.put(script.name(), (int) round.log()
                        .count(entry ->
                                entry.says(LogPattern.RETRYING) && entry.text().contains("script=" + script.name()))));
        return retries;
    }
}
