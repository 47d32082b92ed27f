package io.initmigrator;

import io.initmigrator.coordination.DaemonThreads;
import io.initmigrator.coordination.Database;
import io.initmigrator.coordination.Identity;
import io.initmigrator.coordination.LazyMigrations;
import io.initmigrator.coordination.LeaseTiming;
import io.initmigrator.coordination.LeaseTurns;
import io.initmigrator.coordination.Outcome;
import io.initmigrator.coordination.Pod;
import io.initmigrator.coordination.ReadingSession;
import io.initmigrator.coordination.Rollout;
import io.initmigrator.coordination.RolloutSettings;
import io.initmigrator.coordination.RolloutSettings.WhenAhead;
import io.initmigrator.coordination.RolloutSettings.WhenEmpty;
import io.initmigrator.coordination.RolloutSettings.WhenInterrupted;
import io.initmigrator.coordination.Session;
import io.initmigrator.coordination.StopSignal;
import io.initmigrator.demo.MockKubernetesApi;
import io.initmigrator.kubernetes.KubernetesLeases;
import io.initmigrator.kubernetes.KubernetesSettings;
import io.initmigrator.postgres.PostgresDatabase;
import io.initmigrator.postgres.testing.TestDatabase;
import io.initmigrator.postgres.testing.TestPostgres;
import io.initmigrator.postgres.testing.TestSettings;
import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.Look;
import io.initmigrator.schema.Standing;
import io.initmigrator.wait.SystemTime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * How long the siblings of a leader take from its record on the Lease to their end, and what they cost while they wait: that
 * many pods in one process, each with a watch of its own, one mock of the Kubernetes API. Measured twice, with a PostgreSQL and
 * with one that answers in no time: what lies between is what so many connections cost a machine that is client and server at
 * once. {@code scripts/bench} runs it.
 */
final class WaitersBench {

    private static final String LEASES = "/apis/coordination.k8s.io/v1/namespaces/default/leases";
    private static final Duration RENEW_PERIOD = Duration.ofMillis(1500);

    private final MockKubernetesApi api;
    private final TestDatabase database;
    private final Bundle bundle;
    private int leases;

    private WaitersBench(MockKubernetesApi api, TestDatabase database, Bundle bundle) {
        this.api = api;
        this.database = database;
        this.bundle = bundle;
    }

    /** {@code WaitersBench ROUNDS SECONDS PODS...}: prints a row of Markdown for each number of pods. */
    public static void main(String[] args) throws Exception {
        Path directory = Files.createTempDirectory("init-migrator-waiters-");
        TestDatabase database = TestPostgres.freshDatabase();
        try (MockKubernetesApi api = MockKubernetesApi.start()) {
            Path kubeconfig = Files.writeString(directory.resolve("kubeconfig"), api.kubeconfig("default"));
            System.setProperty("kubeconfig", kubeconfig.toString());
            Path scripts = Files.createDirectory(directory.resolve("bundle"));
            Files.writeString(scripts.resolve("V1__t.sql"), "create table t (id int);\n");
            Launch.on(database, scripts).run();
            String digest =
                    database.strings("select bundle from init_migrator_receipt").getFirst();
            database.execute("create table kept as select * from init_migrator_receipt");
            WaitersBench bench = new WaitersBench(api, database, new Bundle(digest, 1, scripts.toString()));
            for (String pods : List.of(args).subList(2, args.length)) {
                bench.measure(Integer.parseInt(pods), Integer.parseInt(args[0]), Integer.parseInt(args[1]));
            }
        }
        System.exit(0);
    }

    private void measure(int pods, int rounds, int seconds) throws Exception {
        round(pods, 0, this::postgres);
        List<Long> alone = new ArrayList<>();
        List<Long> real = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            alone.add(round(pods, 0, Instantly::new).lastMillis());
            real.add(round(pods, 0, this::postgres).lastMillis());
        }
        Round waiting = round(pods, seconds, this::postgres);
        System.out.printf(
                "| %d | %d | %d | %d | %d | %.2f | %d |%n",
                pods,
                quantile(alone, 0.5),
                quantile(alone, 0.99),
                quantile(real, 0.5),
                quantile(real, 0.99),
                waiting.requests() * 60.0 / Math.max(1, seconds) / pods,
                waiting.sessions());
    }

    private static long quantile(List<Long> times, double share) {
        return times.stream().sorted().toList().get((int) Math.ceil(times.size() * share) - 1);
    }

    /** @param requests of the waiting pods, in the seconds they were watched */
    private record Round(long lastMillis, long requests, int sessions) {}

    private Round round(int pods, int seconds, Supplier<Database> databases) throws Exception {
        String lease = "waiters" + ++leases;
        database.execute("truncate init_migrator_receipt");
        Instantly.recorded = false;
        api.request("POST", LEASES, leader(lease, "Migrating"));
        long watches = requests("WATCH", lease);
        List<CompletableFuture<Long>> ends = new ArrayList<>();
        for (int pod = 1; pod <= pods; pod++) {
            ends.add(start(pod, lease, databases.get()));
        }
        while (requests("WATCH", lease) < watches + pods) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        long before = requests("", lease);
        int sessions = renewFor(seconds, lease);
        long asked = requests("", lease) - before;
        Instantly.recorded = true;
        database.execute("insert into init_migrator_receipt select * from kept");
        long recorded = System.nanoTime();
        api.request("PATCH", LEASES + "/" + lease, leader(lease, "Succeeded"));
        long last = recorded;
        for (CompletableFuture<Long> end : ends) {
            last = Math.max(last, end.get(1, TimeUnit.MINUTES));
        }
        return new Round(TimeUnit.NANOSECONDS.toMillis(last - recorded), asked, sessions);
    }

    /** As a leader does; the most sessions that were seen. */
    private int renewFor(int seconds, String lease) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        int sessions = 0;
        while (System.nanoTime() < end) {
            api.request("PATCH", LEASES + "/" + lease, leader(lease, "Migrating"));
            sessions = Math.max(
                    sessions,
                    database.strings("select 1 from pg_stat_activity where application_name like 'init-migrator %'")
                            .size());
            TimeUnit.MILLISECONDS.sleep(RENEW_PERIOD.toMillis());
        }
        return sessions;
    }

    private CompletableFuture<Long> start(int number, String lease, Database pods) {
        CompletableFuture<Long> ended = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                Outcome outcome = new Rollout(pod(number, pods), pod -> turns(pod, lease)).run();
                if (!(outcome instanceof Outcome.Ready)) {
                    throw new IllegalStateException(outcome.toString());
                }
                ended.complete(System.nanoTime());
            } catch (InterruptedException | RuntimeException e) {
                ended.completeExceptionally(e);
            }
        });
        return ended;
    }

    private Pod pod(int number, Database pods) {
        return new Pod(
                new Identity("pod-" + number, "0000abcd"),
                bundle,
                new RolloutSettings(
                        Duration.ofMinutes(5),
                        WhenAhead.START,
                        WhenEmpty.FAIL,
                        WhenInterrupted.FAIL,
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(5)),
                pods,
                new LazyMigrations(() -> {
                    throw new IllegalStateException("a waiter migrates nothing");
                }),
                new Pod.Surroundings(
                        new SystemTime(),
                        ThreadLocalRandom.current(),
                        notice -> {},
                        new StopSignal(Thread.currentThread())));
    }

    private static LeaseTurns turns(Pod pod, String lease) {
        var settings =
                new KubernetesSettings(lease, Optional.of("default"), "pod", Optional.empty(), Optional.empty(), false);
        return new LeaseTurns(
                pod, new KubernetesLeases(settings), LeaseTiming.of(Duration.ofSeconds(15)), new DaemonThreads());
    }

    private Database postgres() {
        return new PostgresDatabase(TestSettings.of(database, "waiter"), new SystemTime(), ThreadLocalRandom.current());
    }

    private String leader(String lease, String phase) {
        return """
                {"apiVersion": "coordination.k8s.io/v1", "kind": "Lease",
                 "metadata": {"name": "%s", "namespace": "default", "annotations": {
                   "init-migrator.io/phase": "%s", "init-migrator.io/bundle": "%s", "init-migrator.io/schema-version": "1"}},
                 "spec": {"holderIdentity": "leader", "leaseDurationSeconds": 15, "leaseTransitions": 1,
                   "acquireTime": "%s", "renewTime": "%s"}}
                """.formatted(lease, phase, bundle.digest(), micros(), micros());
    }

    private static String micros() {
        return Instant.ofEpochMilli(System.currentTimeMillis()).plusNanos(1000).toString();
    }

    private long requests(String verb, String lease) {
        return api.requests()
                .lines()
                .filter(line -> line.startsWith(verb) && (line.contains(lease + " ") || line.contains("WATCH")))
                .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** PostgreSQL's answers without PostgreSQL. */
    private static final class Instantly implements Database {

        private static volatile boolean recorded;

        @Override
        public Look look(Bundle bundle) {
            return new Look(
                    recorded ? new Standing.Current("1") : new Standing.Unverified("no receipt"), Instant.now());
        }

        @Override
        public ReadingSession read() {
            throw new IllegalStateException("a waiter reads nothing more");
        }

        @Override
        public Session open() {
            throw new IllegalStateException("a waiter opens no session");
        }
    }
}
