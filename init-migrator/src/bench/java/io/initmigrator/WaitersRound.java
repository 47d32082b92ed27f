package io.initmigrator;

import io.initmigrator.postgres.testing.TestDatabase;
import io.initmigrator.support.MockKubernetesApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Plays the leader of one rollout: waits for the followers, renews its Lease, and finally records the result. Each round has its own mock
 * of the Kubernetes API, which knows no earlier watches.
 */
final class WaitersRound implements AutoCloseable {

    static final String LEASE = "waiters";

    private static final String LEASES = "/apis/coordination.k8s.io/v1/namespaces/default/leases";
    private static final long RENEW_PERIOD = TimeUnit.MILLISECONDS.toNanos(1500);

    private final MockKubernetesApi api;
    private final TestDatabase database;
    private final String bundle;
    private long renewed;

    private WaitersRound(MockKubernetesApi api, TestDatabase database, String bundle) {
        this.api = api;
        this.database = database;
        this.bundle = bundle;
    }

    /** Begins a round; nothing is recorded yet. */
    static WaitersRound begin(Path kubeconfig, TestDatabase database, String bundle) throws IOException {
        WaitersRound round = new WaitersRound(MockKubernetesApi.start(), database, bundle);
        Files.writeString(kubeconfig, round.api.kubeconfig("default"));
        database.execute("create table if not exists kept as select * from init_migrator_receipt");
        database.execute("truncate init_migrator_receipt");
        round.api.request("POST", LEASES, round.lease("Migrating"));
        return round;
    }

    /** Starts the follower of a number; its end is a value of {@link System#nanoTime}. */
    @FunctionalInterface
    interface Siblings {
        CompletableFuture<Long> start(int number) throws IOException;
    }

    List<CompletableFuture<Long>> gather(int pods, Siblings siblings) throws IOException, InterruptedException {
        List<CompletableFuture<Long>> ends = new ArrayList<>();
        for (int pod = 1; pod <= pods; pod++) {
            ends.add(siblings.start(pod));
            renewWhenDue();
        }
        while (api.requests("WATCH") < pods) {
            renewWhenDue();
            if (ends.stream().anyMatch(CompletableFuture::isDone)) {
                throw new IllegalStateException("a sibling did not wait: " + ends);
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return ends;
    }

    /**
     * Summarises the followers while they wait.
     *
     * @param requests to the Kubernetes API
     * @param sessions maximum number at the same time
     */
    record Seen(long requests, int sessions) {}

    Seen waitFor(int seconds) throws InterruptedException {
        long before = api.requests("");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        int sessions = 0;
        while (System.nanoTime() < end) {
            renewWhenDue();
            sessions = Math.max(
                    sessions,
                    database.number(
                            "select count(*) from pg_stat_activity where application_name like 'init-migrator %'"));
            TimeUnit.MILLISECONDS.sleep(500);
        }
        return new Seen(api.requests("") - before, sessions);
    }

    /** Returns the milliseconds from the record on the Lease to the end of the last follower. */
    long recordAndAwait(List<CompletableFuture<Long>> ends) throws Exception {
        database.execute("insert into init_migrator_receipt select * from kept");
        long recorded = System.nanoTime();
        api.request("PATCH", LEASES + "/" + LEASE, lease("Succeeded"));
        long last = recorded;
        for (CompletableFuture<Long> end : ends) {
            last = Math.max(last, end.get(2, TimeUnit.MINUTES));
        }
        return TimeUnit.NANOSECONDS.toMillis(last - recorded);
    }

    @Override
    public void close() {
        api.close();
    }

    private void renewWhenDue() {
        if (System.nanoTime() - renewed > RENEW_PERIOD) {
            api.request("PATCH", LEASES + "/" + LEASE, lease("Migrating"));
            renewed = System.nanoTime();
        }
    }

    private String lease(String phase) {
        String now =
                Instant.ofEpochMilli(System.currentTimeMillis()).plusNanos(1000).toString();
        return """
                {"apiVersion": "coordination.k8s.io/v1", "kind": "Lease",
                 "metadata": {"name": "%s", "namespace": "default", "annotations": {
                   "init-migrator.io/phase": "%s", "init-migrator.io/bundle": "%s", "init-migrator.io/schema-version": "1"}},
                 "spec": {"holderIdentity": "leader", "leaseDurationSeconds": 15, "leaseTransitions": 1,
                   "acquireTime": "%s", "renewTime": "%s"}}
                """.formatted(LEASE, phase, bundle, now, now);
    }
}
