package io.initmigrator.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/**
 * Describes a rollout that was played.
 *
 * @param requests number of requests to the Kubernetes API; empty if the API does not count them
 */
record RolloutReport(Scene scene, List<PodTimeline> pods, OptionalLong requests) {

    Instant started() {
        return pods.stream()
                .map(pod -> pod.result().started())
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    Duration lasted() {
        Instant ended = pods.stream()
                .map(pod -> pod.result().ended())
                .max(Comparator.naturalOrder())
                .orElseThrow();
        return Duration.between(started(), ended);
    }

    List<PodTimeline> leaders() {
        return pods.stream().filter(pod -> pod.scripts() > 0).toList();
    }

    int statements() {
        return pods.stream().mapToInt(PodTimeline::statements).sum();
    }

    int sessions() {
        return pods.stream().mapToInt(pod -> pod.sessions().size()).sum();
    }
}
