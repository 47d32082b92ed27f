package io.initmigrator.faults;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What came of a round.
 *
 * @param wrong exits that the fault doesn't account for
 * @param takeover from the blow until a successor's sign; empty where there was nothing left to do, or no need to
 * @param story all that happened
 */
record RoundResult(
        String name,
        List<String> doubles,
        List<String> lost,
        List<String> stuck,
        List<String> wrong,
        Optional<Duration> takeover,
        String story) {

    static RoundResult notPlayed(String name, Exception why) {
        List<String> stuck = List.of("could not be played: " + why);
        return new RoundResult(name, List.of(), List.of(), stuck, List.of(), Optional.empty(), String.valueOf(why));
    }

    boolean isGood() {
        return complaints().isEmpty();
    }

    List<String> complaints() {
        return Stream.of(doubles, lost, stuck, wrong).flatMap(List::stream).toList();
    }
}
