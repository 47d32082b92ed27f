package io.initmigrator.faults;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The rollout that a fault strikes.
 *
 * @param pods how many begin together
 * @param lease its duration
 * @param proxied whether each pod goes to PostgreSQL and to the API by proxies of its own
 * @param wrongClocks whether each pod's clock is wrong by up to ten minutes
 * @param mayEndWith exit codes, besides 0, with which a process may end before the kubelet starts it again
 * @param sign what tells that a successor has taken over
 * @param environment what each pod is told besides
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

    /** Three pods with the settings that are the default. */
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

    Setup withLease(int seconds) {
        return new Setup(
                scripts, pods, Duration.ofSeconds(seconds), proxied, wrongClocks, mayEndWith, sign, environment);
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
