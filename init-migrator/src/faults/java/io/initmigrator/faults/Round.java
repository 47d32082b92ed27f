package io.initmigrator.faults;

import io.initmigrator.faults.EventLog.Entry;
import io.initmigrator.support.PodProcess;
import io.initmigrator.support.PodProcess.PodSpec;
import io.initmigrator.support.TestBed;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Runs one rollout on its own database and Lease, and injects one fault. */
final class Round implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    private final FaultLab lab;
    private final Setup setup;
    private final String name;
    private final RandomGenerator random;
    private final EventLog log = new EventLog();
    private final List<PodSlot> slots = new ArrayList<>();
    private final Map<PodSlot, NetworkPaths> network = new HashMap<>();
    private @Nullable InjectedFault lastFault;

    /** @param name name of the database and of the Lease */
    Round(FaultLab lab, Setup setup, String name, long seed) {
        this.lab = lab;
        this.setup = setup;
        this.name = name;
        this.random = new Random(seed);
    }

    /** Plays the round to its end. */
    RoundResult play(FaultInjection strike) throws Exception {
        prepareDatabase();
        if (setup.scripts().isDeferred()) {
            rollOut();
        }
        for (int number = 1; number <= setup.pods(); number++) {
            slots.add(slot("pod-" + number));
        }
        for (PodSlot slot : slots) {
            slot.begin();
        }
        strike.inflict(this);
        List<PodSlot> stuck = new ArrayList<>();
        for (PodSlot slot : slots) {
            if (!slot.awaitEnd(TIMEOUT)) {
                stuck.add(slot);
            }
        }
        return new RoundChecker(this, stuck).check();
    }

    @Override
    public void close() throws IOException {
        slots.forEach(PodSlot::stopRestarting);
        for (PodSlot slot : slots) {
            if (slot.isAlive()) {
                slot.kill();
            }
        }
        for (NetworkPaths way : network.values()) {
            way.close();
        }
    }

    // Operations for fault injections.

    RandomGenerator random() {
        return random;
    }

    Setup setup() {
        return setup;
    }

    FaultLab lab() {
        return lab;
    }

    List<PodSlot> slots() {
        return slots;
    }

    String name() {
        return name;
    }

    NetworkPaths network(PodSlot slot) {
        return Objects.requireNonNull(network.get(slot));
    }

    EventLog log() {
        return log;
    }

    /** Waits for a random moment of the first leader's migration, or shortly after it, and returns the pod that leads then. */
    PodSlot leaderAtSomeMoment() throws InterruptedException {
        await(LogPattern.ELECTED);
        pause(between(Duration.ZERO, setup.scripts().length().multipliedBy(3).dividedBy(2)));
        return leader();
    }

    /** Returns the pod that was elected last. */
    PodSlot leader() {
        Entry elected = log.last(entry -> entry.says(LogPattern.ELECTED)).orElseThrow();
        return slots.stream()
                .filter(slot -> elected.process().startsWith(slot.name() + "#"))
                .findFirst()
                .orElseThrow();
    }

    void await(LogPattern sign) throws InterruptedException {
        if (log.await(entry -> entry.says(sign), TIMEOUT).isEmpty()) {
            throw new IllegalStateException("no process logged \"" + sign.words() + "\":\n" + log.text());
        }
    }

    /** Records the fault; call it just before the injection into the current process of {@code victim}. */
    void recordFault(PodSlot victim, String how) {
        lastFault = new InjectedFault(log.add("", how + ": " + victim.current()).at(), victim);
    }

    /** Returns the last recorded fault; empty if there was none. */
    Optional<InjectedFault> lastFault() {
        return Optional.ofNullable(lastFault);
    }

    /** Waits until all pods but one have ended. */
    void awaitOthers(PodSlot one) throws InterruptedException {
        for (PodSlot slot : slots) {
            if (!slot.equals(one)) {
                slot.awaitEnd(TIMEOUT);
            }
        }
    }

    Duration between(Duration least, Duration most) {
        return Duration.ofNanos(random.nextLong(least.toNanos(), most.toNanos() + 1));
    }

    void pause(Duration duration) {
        long end = System.nanoTime() + duration.toNanos();
        for (long left = duration.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = lab.bed().postgres().connect(name);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void prepareDatabase() throws SQLException {
        lab.bed().postgres().createDatabase(name);
        execute(FaultScripts.PREPARATION);
    }

    /** Installs the first script, because nothing is deferred on an empty history, then deploys the release that defers the others. */
    private void rollOut() throws IOException, InterruptedException {
        for (String target : List.of("1", "latest")) {
            Map<String, String> environment = environment();
            environment.put("FLYWAY_TARGET", target);
            int exit = PodProcess.start(lab.bed().children(), PodSpec.named("rollout"), environment, line -> {})
                    .await(TIMEOUT)
                    .exitCode();
            if (exit != 0) {
                throw new IllegalStateException("the rollout up to " + target + " ended with exit " + exit);
            }
        }
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(lab.environment(setup.scripts()));
        environment.putAll(setup.environment());
        environment.put("MIGRATOR_LEASE_NAME", name);
        environment.put("MIGRATOR_LEASE_DURATION", setup.lease().toSeconds() + "s");
        environment.put("FLYWAY_URL", lab.bed().postgres().jdbcUrl(name));
        environment.put("KUBECONFIG", lab.kubernetes().kubeconfig().toString());
        return environment;
    }

    private PodSlot slot(String pod) throws IOException {
        TestBed bed = lab.bed();
        PodSpec spec = setup.scripts().isDeferred() ? PodSpec.named(pod, "migrate", "--deferred") : PodSpec.named(pod);
        Map<String, String> environment = environment();
        if (setup.wrongClocks()) {
            environment.putAll(Clocks.wrong(lab.directory(), random));
        }
        if (!setup.proxied()) {
            return new PodSlot(spec, bed.children(), log, environment);
        }
        NetworkPaths way = NetworkPaths.to(bed, lab.kubernetes().kubeconfig(), lab.directory());
        environment.put(
                "FLYWAY_URL", "jdbc:postgresql://localhost:" + way.postgres().port() + "/" + name);
        environment.put("KUBECONFIG", way.kubeconfig().toString());
        PodSlot slot = new PodSlot(spec, bed.children(), log, environment);
        network.put(slot, way);
        return slot;
    }
}
