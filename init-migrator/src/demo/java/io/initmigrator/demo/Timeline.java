package io.initmigrator.demo;

import io.initmigrator.support.ObservedSession;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Draws a rollout: one row for each pod, time from left to right. */
final class Timeline {

    static final String LEGEND = "  - starting or ending   = session open   # migrating   . waiting, with no session";

    private static final int WIDTH = 44;

    private final RolloutReport report;
    private final Screen screen;

    Timeline(RolloutReport report, Screen screen) {
        this.report = report;
        this.screen = screen;
    }

    void draw() {
        screen.line("");
        screen.line(String.format(
                "  %-17s %-9s |%-" + WIDTH + "s| %8s %5s %8s %10s",
                "pod",
                "role",
                " " + seconds(report.lasted()) + " from left to right",
                "waited",
                "exit",
                "sessions",
                "statements"));
        for (int i = 0; i < report.pods().size(); i++) {
            screen.line(row(i, report.pods().get(i)));
        }
        screen.line(screen.faint(LEGEND));
        report.leaders().forEach(leader -> screen.line("  " + led(leader)));
        screen.line("  " + cost());
    }

    private String row(int index, PodTimeline pod) {
        return "  "
                + screen.coloured(index, String.format("%-17s", pod.part().pod()))
                + String.format(
                        " %-9s |%s| %8s %5d %8d %10d",
                        pod.role(),
                        IntStream.range(0, WIDTH)
                                .mapToObj(column -> String.valueOf(mark(pod, column)))
                                .collect(Collectors.joining()),
                        pod.waited().map(Timeline::seconds).orElse("-"),
                        pod.result().exitCode(),
                        pod.sessions().size(),
                        pod.statements());
    }

    private char mark(PodTimeline pod, int column) {
        Instant from = at(column);
        Instant until = at(column + 1);
        if (pod.migration().filter(session -> overlaps(session, from, until)).isPresent()) {
            return '#';
        }
        if (pod.sessions().stream().anyMatch(session -> overlaps(session, from, until))) {
            return '=';
        }
        if (pod.waitsAt(from)) {
            return '.';
        }
        return pod.runsAt(from) ? '-' : ' ';
    }

    private Instant at(int column) {
        return report.started().plus(report.lasted().multipliedBy(column).dividedBy(WIDTH));
    }

    private static boolean overlaps(ObservedSession session, Instant from, Instant until) {
        return session.opened().isBefore(until) && session.closed().isAfter(from);
    }

    private static String led(PodTimeline leader) {
        return leader.part().pod() + " led: " + leader.scripts() + " scripts in one session of "
                + seconds(leader.migration().orElseThrow().lasted());
    }

    private String cost() {
        String database = "In all " + report.sessions() + " sessions and " + report.statements() + " statements";
        return report.requests().isPresent()
                ? database + " in PostgreSQL, " + report.requests().getAsLong() + " requests to the Kubernetes API"
                : database + " in PostgreSQL";
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
}
