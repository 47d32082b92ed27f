package io.initmigrator.faults;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Describes the rollout into which a fault is injected.
 *
 * @param pods number of pods that start together
 * @param lease its duration
 * @param proxied true if each pod has its own proxies to PostgreSQL and to the API
 * @param wrongClocks true if each pod's clock is wrong by up to ten minutes
 * @param mayEndWith exit codes, besides 0, that a process may have before the kubelet restarts it
 * @param sign log line that proves the takeover by a successor
 * @param environment further variables of each pod
 */
record Setup(
        FaultScripts scripts,
        int pods,
        Duration lease,
        boolean proxied,
        boolean wrongClocks,
        Set<Integer> mayEndWith,
        LogPattern sign,
        Map<String, String> environment) {

    /** Returns three pods with the default settings. */
    static Setup usual() {
        return new Setup(
                FaultScripts.IN_TRANSACTIONS,
                3,
                Duration.ofSeconds(15),
                false,
                false,
                Set.of(6),
                LogPattern.MIGRATING,
                Map.of());
    }

    Setup of(FaultScripts other) {
        return new Setup(other, pods, lease, proxied, wrongClocks, mayEndWith, sign, environment);
    }

    Setup withPods(int other) {
        return new Setup(scripts, other, lease, proxied, wrongClocks, mayEndWith, sign, environment);
    }

    Setup withLease(Duration other) {
        return new Setup(scripts, pods, other, proxied, wrongClocks, mayEndWith, sign, environment);
    }

    Setup throughProxies() {
        return new Setup(scripts, pods, lease, true, wrongClocks, mayEndWith, sign, environment);
    }

    Setup withWrongClocks() {
        return new Setup(scripts, pods, lease, proxied, true, mayEndWith, sign, environment);
    }

    Setup mayEndWith(Integer... codes) {
        Set<Integer> all = Arrays.stream(codes).collect(Collectors.toUnmodifiableSet());
        return new Setup(scripts, pods, lease, proxied, wrongClocks, all, sign, environment);
    }

    Setup until(LogPattern other) {
        return new Setup(scripts, pods, lease, proxied, wrongClocks, mayEndWith, other, environment);
    }

    Setup with(Map<String, String> other) {
        return new Setup(scripts, pods, lease, proxied, wrongClocks, mayEndWith, sign, other);
    }
}
