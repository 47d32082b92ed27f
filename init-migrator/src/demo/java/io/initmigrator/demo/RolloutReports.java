package io.initmigrator.demo;

import io.initmigrator.demo.Scene.Part;
import io.initmigrator.support.ObservedSession;
import io.initmigrator.support.ObservedSession.ExecutedStatement;
import io.initmigrator.support.PodProcess;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Provides invented rollouts for tests: each pod lives for ten seconds from {@link #START}. */
final class RolloutReports {

    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private RolloutReports() {}

    static RolloutReport rollout(int scripts, long requests, PodTimeline... pods) {
        List<Part> cast = List.of(pods).stream().map(PodTimeline::part).toList();
        return new RolloutReport(new Scene("made up", cast, scripts), List.of(pods), OptionalLong.of(requests));
    }

    static PodTimeline pod(String name, int exitCode, ObservedSession... sessions) {
        var result = new PodProcess.Result(name, START, START.plusSeconds(10), exitCode, List.of());
        return new PodTimeline(new Part(name, new DemoBundle("v1", "7d4", Map.of(), 0)), result, List.of(sessions));
    }

    /** Creates a session; {@code from} and {@code until} are seconds after the start. */
    static ObservedSession session(int from, int until, int statements, int scripts) {
        var asked = new ArrayList<>(
                Collections.nCopies(statements, new ExecutedStatement(START.plusSeconds(from), "SELECT 1")));
        asked.addAll(Collections.nCopies(
                scripts,
                new ExecutedStatement(
                        START.plusSeconds(until), "INSERT INTO \"public\".\"flyway_schema_history\" VALUES (1)")));
        return new ObservedSession(1, "init-migrator a_1", START.plusSeconds(from), START.plusSeconds(until), asked);
    }
}
