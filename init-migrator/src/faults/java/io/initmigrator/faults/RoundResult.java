package io.initmigrator.faults;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Contains the result of a round.
 *
 * @param wrong exit codes that the fault does not explain
 * @param takeover time from the fault to the log line of a successor; empty if nothing was left to do, or no takeover was needed
 * @param log the complete event log
 */
record RoundResult(
        String name,
        List<String> doubles,
        List<String> lost,
        List<String> stuck,
        List<String> wrong,
        Optional<Duration> takeover,
        String log) {

    static RoundResult notRun(String name, Exception why) {
        List<String> stuck = List.of("could not be played: " + why);
        return new RoundResult(name, List.of(), List.of(), stuck, List.of(), Optional.empty(), String.valueOf(why));
    }

    boolean isSuccessful() {
        return complaints().isEmpty();
    }

    List<String> complaints() {
        return Stream.of(doubles, lost, stuck, wrong).flatMap(List::stream).toList();
    }
}
