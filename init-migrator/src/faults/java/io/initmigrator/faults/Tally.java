package io.initmigrator.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Summarises all rounds of a fault.
 *
 * @param load load average of the machine over the last minute, after the rounds
 */
record Tally(Fault fault, List<RoundResult> rounds, double load) {

    private static final String ROW = "| %-46s | %6s | %7s | %4s | %5s | %11s | %9s | %8s | %8s | %8s | %5s |%n";

    static String heading() {
        return ROW.formatted(
                        "fault",
                        "rounds",
                        "doubles",
                        "lost",
                        "stuck",
                        "wrong exits",
                        "takeovers",
                        "median",
                        "p99",
                        "longest",
                        "load")
                + "|" + "-".repeat(48)
                + "|-------:|--------:|-----:|------:|------------:|----------:|---------:|---------:|---------:|------:|\n";
    }

    String row() {
        Takeovers takeovers = takeovers();
        return ROW.formatted(
                fault.name(),
                rounds.size(),
                rounds.stream().mapToInt(round -> round.doubles().size()).sum(),
                rounds.stream().mapToInt(round -> round.lost().size()).sum(),
                rounds.stream().mapToInt(round -> round.stuck().size()).sum(),
                rounds.stream().mapToInt(round -> round.wrong().size()).sum(),
                takeovers.sorted().size(),
                seconds(takeovers.percentile(50)),
                seconds(takeovers.percentile(99)),
                seconds(takeovers.percentile(100)),
                "%.1f".formatted(load));
    }

    /** Formats a row for a fault that was not played. */
    static String skipped(Fault fault, String why) {
        return "| %-46s | skipped: %s |%n".formatted(fault.name(), why);
    }

    /** Lists everything that went wrong. */
    List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        for (RoundResult round : rounds) {
            round.complaints().forEach(complaint -> complaints.add(round.name() + ": " + complaint));
        }
        fault.thresholds().missed(takeovers()).forEach(missed -> complaints.add(fault.name() + ": " + missed));
        return complaints;
    }

    Takeovers takeovers() {
        return Takeovers.of(
                rounds.stream().flatMap(round -> round.takeover().stream()).toList());
    }

    private static String seconds(Optional<Duration> duration) {
        return duration.map(known -> "%.2f s".formatted(known.toMillis() / 1e3)).orElse("-");
    }
}
