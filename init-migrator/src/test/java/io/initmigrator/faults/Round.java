package io.initmigrator.faults;

import io.initmigrator.faults.Chronicle.Entry;
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

/** One rollout on a database and a Lease of its own, struck once. */
final class Round implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(100);

    private final Site site;
    private final Setup setup;
    private final String name;
    private final RandomGenerator random;
    private final Chronicle chronicle = new Chronicle();
    private final List<Slot> slots = new ArrayList<>();
    private final Map<Slot, Ways> ways = new HashMap<>();
    private @Nullable Blow blow;

    /** @param name of database and Lease */
    Round(Site site, Setup setup, String name, long seed) {
        this.site = site;
        this.setup = setup;
        this.name = name;
        this.random = new Random(seed);
    }

    /** Plays it to its end. */
    RoundResult play(Strike strike) throws Exception {
        prepareDatabase();
        for (int number = 1; number <= setup.pods(); number++) {
            slots.add(slot("pod-" + number));
        }
        for (Slot slot : slots) {
            slot.begin();
        }
        strike.inflict(this);
        List<Slot> stuck = new ArrayList<>();
        for (Slot slot : slots) {
            if (!slot.awaitEnd(PATIENCE)) {
                stuck.add(slot);
            }
        }
        return new RoundJudge(this, stuck).judge();
    }

    @Override
    public void close() throws IOException {
        slots.forEach(Slot::abandon);
        for (Slot slot : slots) {
            if (slot.isAlive()) {
                slot.kill();
            }
        }
        for (Ways way : ways.values()) {
            way.close();
        }
    }

    // What a strike may do.

    RandomGenerator random() {
        return random;
    }

    Setup setup() {
        return setup;
    }

    Site site() {
        return site;
    }

    List<Slot> slots() {
        return slots;
    }

    String name() {
        return name;
    }

    Ways ways(Slot slot) {
        return Objects.requireNonNull(ways.get(slot));
    }

    Chronicle chronicle() {
        return chronicle;
    }

    /** Waits for a random moment of the first leader's migration, now and then just after it; whoever leads then. */
    Slot leaderAtSomeMoment() throws InterruptedException {
        await(Sign.ELECTED);
        pause(between(Duration.ZERO, setup.scripts().length().multipliedBy(3).dividedBy(2)));
        return leader();
    }

    /** Whose process was elected last. */
    Slot leader() {
        Entry elected = chronicle.last(entry -> entry.says(Sign.ELECTED)).orElseThrow();
        return slots.stream()
                .filter(slot -> elected.process().startsWith(slot.name() + "#"))
                .findFirst()
                .orElseThrow();
    }

    void await(Sign sign) throws InterruptedException {
        if (chronicle.await(entry -> entry.says(sign), PATIENCE).isEmpty()) {
            throw new IllegalStateException("nobody says \"" + sign.words() + "\":\n" + chronicle.text());
        }
    }

    /** To be called just before the blow, which is meant for the process that runs in {@code victim} now. */
    void strikes(Slot victim, String how) {
        blow = new Blow(chronicle.add("", how + ": " + victim.current()).at(), victim);
    }

    /** The last one; empty where there was none. */
    Optional<Blow> blow() {
        return Optional.ofNullable(blow);
    }

    /** Waits until all but one have ended. */
    void awaitOthers(Slot one) throws InterruptedException {
        for (Slot slot : slots) {
            if (!slot.equals(one)) {
                slot.awaitEnd(PATIENCE);
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
        try (Connection connection = site.bed().postgres().connect(name);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void prepareDatabase() throws SQLException {
        site.bed().postgres().createDatabase(name);
        execute(Scripts.PREPARATION);
    }

    private Slot slot(String pod) throws IOException {
        TestBed bed = site.bed();
        Map<String, String> environment = new HashMap<>(site.environment(setup.scripts()));
        environment.putAll(setup.environment());
        environment.put("MIGRATOR_LEASE_NAME", name);
        environment.put("MIGRATOR_LEASE_DURATION", setup.lease().toSeconds() + "s");
        environment.put("FLYWAY_URL", bed.postgres().jdbcUrl(name));
        environment.put("KUBECONFIG", site.kubernetes().kubeconfig().toString());
        if (setup.wrongClocks()) {
            environment.putAll(Clocks.wrong(site.directory(), random));
        }
        if (!setup.proxied()) {
            return new Slot(pod, bed.children(), chronicle, environment);
        }
        Ways way = Ways.to(bed, site.kubernetes().kubeconfig(), site.directory());
        environment.put(
                "FLYWAY_URL", "jdbc:postgresql://localhost:" + way.postgres().port() + "/" + name);
        environment.put("KUBECONFIG", way.kubeconfig().toString());
        Slot slot = new Slot(pod, bed.children(), chronicle, environment);
        ways.put(slot, way);
        return slot;
    }
}
