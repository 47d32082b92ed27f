package io.initmigrator.faults;

import io.initmigrator.support.LocalHttpServer;
import io.initmigrator.support.MockDeployment;
import io.initmigrator.support.PodProcess;
import io.initmigrator.support.PodProcess.PodSpec;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/**
 * A Deployment of two pods on a database of its own: release 1 runs, release 2 rolls out, and release 3 begins at a random moment of that.
 * Each pod of the later two has a sidecar; some are killed at random moments, and started again.
 */
final class OverlapRound {

    private static final Duration TIMEOUT = Duration.ofMinutes(6);
    private static final Duration LONGEST_GRACE = Duration.ofSeconds(10);
    private static final Duration LONGEST_HEAD_START = Duration.ofSeconds(15);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(4);
    private static final Duration POLL_PERIOD = Duration.ofMillis(50);
    private static final int REPLICAS = 2;
    private static final int KILLS = 3;
    private static final String DECOY = "-complete";

    private final OverlapLab lab;
    private final String name;
    private final RandomGenerator random;
    private final EventLog log = new EventLog();
    private final List<OverlapPod> pods = new ArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** @param name of database, Lease and Deployment */
    OverlapRound(OverlapLab lab, String name, long seed) {
        this.lab = lab;
        this.name = name;
        this.random = new Random(seed);
    }

    OverlapResult play() throws Exception {
        lab.bed().postgres().createDatabase(name);
        install();
        MockDeployment deployment = MockDeployment.create(lab.api(), name, REPLICAS);
        try {
            if (!lab.waiting()) {
                createDecoys();
            }
            startOldRelease(deployment);
            Future<?> second = threads.submit(() -> rollOut(deployment, 2));
            if (draw(2) == 0) {
                second.get(); // Its deferred script waits for pods that terminate, runs, or has run.
            }
            pause(LONGEST_HEAD_START);
            Future<?> third = threads.submit(() -> rollOut(deployment, 3));
            int kills = kill();
            second.get();
            third.get();
            boolean complete = awaitAllScripts();
            return check(complete, kills);
        } finally {
            for (OverlapPod pod : pods()) {
                pod.stop();
            }
            threads.shutdownNow();
        }
    }

    private void install() throws IOException, InterruptedException {
        PodProcess.Result first = PodProcess.start(
                        lab.bed().children(),
                        PodSpec.named(name + "-r1-0"),
                        environment(1),
                        line -> log.add("install", line))
                .await(TIMEOUT);
        if (first.exitCode() != 0) {
            throw new IllegalStateException("release 1 ended with " + first.exitCode() + ": " + first.text());
        }
    }

    /** Creates, for each release, a Deployment of one pod that never changes. */
    private void createDecoys() throws IOException {
        for (int release = 2; release <= OverlapLab.RELEASES; release++) {
            MockDeployment decoy = MockDeployment.create(lab.api(), workload(release), 1);
            decoy.roll(OverlapLab.revision(release));
            decoy.add(workload(release) + "-1");
            decoy.setAvailable(workload(release) + "-1");
        }
    }

    private String workload(int release) {
        return lab.waiting() ? name : name + "-" + OverlapLab.revision(release) + DECOY;
    }

    private void startOldRelease(MockDeployment deployment) throws IOException, InterruptedException {
        deployment.roll(OverlapLab.revision(1));
        for (int i = 1; i <= REPLICAS; i++) {
            OverlapPod pod = OverlapPod.withoutSidecar(podName(1, i), 1, deployment);
            pods.add(pod);
            pod.awaitStart(TIMEOUT);
        }
    }

    /** As a controller with a surge of all replicas: each pod that has started replaces an older one. */
    private Void rollOut(MockDeployment deployment, int release) throws Exception {
        for (OverlapPod pod : create(deployment, release)) {
            if (pod.awaitStart(TIMEOUT)) {
                older(release).stream().findFirst().ifPresent(this::retire);
            }
        }
        older(release).forEach(this::retire);
        return null;
    }

    private List<OverlapPod> create(MockDeployment deployment, int release) throws IOException {
        synchronized (pods) {
            log.add("", "release " + release + " rolls out");
            deployment.roll(OverlapLab.revision(release));
            List<OverlapPod> created = new ArrayList<>();
            for (int i = 1; i <= REPLICAS; i++) {
                LocalHttpServer served = LocalHttpServer.onFreePort();
                Map<String, String> environment = environment(release);
                environment.put("MIGRATOR_HTTP_PORT", String.valueOf(served.port()));
                PodSlot slot = new PodSlot(
                        PodSpec.named(podName(release, i), "guard"), lab.bed().children(), log, environment);
                created.add(OverlapPod.start(podName(release, i), release, deployment, slot, served));
            }
            pods.addAll(created);
            return created;
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored")
    private void retire(OverlapPod pod) {
        Duration grace = random(LONGEST_GRACE);
        threads.submit(() -> {
            // Without the wait, scripts run however long a pod terminates.
            pod.retire(lab.waiting() ? () -> LockSupport.parkNanos(grace.toNanos()) : this::awaitAllScripts);
            return null;
        });
    }

    private int kill() throws IOException {
        int kills = 0;
        for (int i = 0; i < KILLS; i++) {
            pause(LONGEST_PAUSE);
            List<OverlapPod> all = pods();
            kills += all.get(draw(all.size())).kill() ? 1 : 0;
        }
        return kills;
    }

    private boolean awaitAllScripts() throws SQLException {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (recorded().size() < OverlapLab.scripts(OverlapLab.RELEASES)) {
            if (System.nanoTime() > end) {
                return false;
            }
            LockSupport.parkNanos(POLL_PERIOD.toNanos());
        }
        return true;
    }

    private OverlapResult check(boolean complete, int kills) throws SQLException {
        List<String> complaints = new ArrayList<>();
        if (!complete) {
            complaints.add("stuck: only " + recorded() + " are recorded");
        }
        boolean after = false;
        List<Effect> effects = effects();
        for (int version = 2; version <= OverlapLab.scripts(OverlapLab.RELEASES); version++) {
            int number = version;
            List<Effect> own =
                    effects.stream().filter(it -> it.version() == number).toList();
            if (own.size() != 1) {
                complaints.add(OverlapLab.script(version) + " took effect " + own.size() + " times");
            }
            if (OverlapLab.isDeferred(version) && !isWarnedOf(version)) {
                after = true;
                own.forEach(it -> complaints.addAll(victims(it)));
            }
        }
        return new OverlapResult(name, complaints, kills, after, log.text());
    }

    /** Pods whose application ran when a script began that their bundle lacks. */
    private List<String> victims(Effect effect) {
        return pods().stream()
                .filter(pod -> OverlapLab.scripts(pod.release()) < effect.version())
                .filter(pod -> pod.ranApplicationAt(effect.at()))
                .map(pod -> OverlapLab.script(effect.version()) + " began while " + pod + " ran")
                .toList();
    }

    private boolean isWarnedOf(int version) {
        return log.first(entry -> entry.text().contains("Running after-rollout script during rollout")
                        && entry.text().contains(OverlapLab.script(version)))
                .isPresent();
    }

    private List<String> recorded() throws SQLException {
        return query(
                "select version from flyway_schema_history where success order by installed_rank",
                rows -> rows.getString(1));
    }

    private List<Effect> effects() throws SQLException {
        return query(
                "select version, (extract(epoch from at) * 1000)::bigint from effects",
                rows -> new Effect(rows.getInt(1), rows.getLong(2)));
    }

    private <T> List<T> query(String sql, Row<T> row) throws SQLException {
        try (Connection connection = lab.bed().postgres().connect(name);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<T> all = new ArrayList<>();
            while (rows.next()) {
                all.add(row.read(rows));
            }
            return all;
        }
    }

    /** Reads the current row. */
    @FunctionalInterface
    private interface Row<T> {
        T read(ResultSet rows) throws SQLException;
    }

    /** @param at when the script began, in milliseconds since the epoch */
    private record Effect(int version, long at) {}

    private List<OverlapPod> older(int release) {
        return pods().stream()
                .filter(pod -> pod.release() < release && !pod.isRetired())
                .toList();
    }

    private List<OverlapPod> pods() {
        synchronized (pods) {
            return List.copyOf(pods);
        }
    }

    private String podName(int release, int number) {
        return name + "-" + OverlapLab.revision(release) + "-" + number;
    }

    private Map<String, String> environment(int release) {
        Map<String, String> environment = lab.environment(release);
        environment.put("FLYWAY_URL", lab.bed().postgres().jdbcUrl(name));
        environment.put("MIGRATOR_LEASE_NAME", name);
        environment.put("MIGRATOR_ROLLOUT", "deployment/" + workload(release));
        return environment;
    }

    private void pause(Duration longest) {
        LockSupport.parkNanos(random(longest).toNanos());
    }

    private synchronized Duration random(Duration longest) {
        return Duration.ofNanos(random.nextLong(longest.toNanos()));
    }

    private synchronized int draw(int bound) {
        return random.nextInt(bound);
    }
}
