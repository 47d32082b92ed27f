package io.initmigrator;

import io.initmigrator.coordination.Candidate;
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
import io.initmigrator.kubernetes.KubernetesLeases;
import io.initmigrator.kubernetes.KubernetesSettings;
import io.initmigrator.postgres.PostgresDatabase;
import io.initmigrator.postgres.testing.TestDatabase;
import io.initmigrator.postgres.testing.TestSettings;
import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.Look;
import io.initmigrator.schema.Standing;
import io.initmigrator.wait.SystemTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/** Siblings in this process, each with a connection to the Kubernetes API and a watch of its own. */
final class WaitingPods implements WaitersRound.Siblings {

    private final Bundle bundle;
    private final Supplier<Database> databases;

    private WaitingPods(Bundle bundle, Supplier<Database> databases) {
        this.bundle = bundle;
        this.databases = databases;
    }

    static WaitingPods on(TestDatabase database, Bundle bundle) {
        return new WaitingPods(
                bundle,
                () -> new PostgresDatabase(
                        TestSettings.of(database, "waiter"), new SystemTime(), ThreadLocalRandom.current()));
    }

    /** To whom PostgreSQL's answers cost nothing: current from the second on. */
    static WaitingPods withoutPostgres(Bundle bundle) {
        return new WaitingPods(bundle, Instantly::new);
    }

    @Override
    public CompletableFuture<Long> start(int number) {
        CompletableFuture<Long> ended = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> {
            try (KubernetesLeases leases = leases()) {
                Outcome outcome = new Rollout(pod(number), pod -> turns(pod, leases)).run();
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

    private static KubernetesLeases leases() {
        return new KubernetesLeases(new KubernetesSettings(
                WaitersRound.LEASE, Optional.of("default"), "pod", Optional.empty(), Optional.empty(), false));
    }

    private static LeaseTurns turns(Candidate candidate, KubernetesLeases leases) {
        return new LeaseTurns(candidate, leases, LeaseTiming.of(Duration.ofSeconds(15)), new DaemonThreads());
    }

    private Pod pod(int number) {
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
                databases.get(),
                new LazyMigrations(() -> {
                    throw new IllegalStateException("a waiter migrates nothing");
                }),
                new Candidate.Surroundings(
                        new SystemTime(),
                        ThreadLocalRandom.current(),
                        notice -> {},
                        new StopSignal(Thread.currentThread())));
    }

    private static final class Instantly implements Database {

        private int looks;

        @Override
        public Look look(Bundle bundle) {
            return new Look(
                    ++looks > 1 ? new Standing.Current("1") : new Standing.Unverified("no receipt"), Instant.now());
        }

        @Override
        public boolean enrol(Bundle bundle) {
            throw new IllegalStateException("a waiter writes nothing");
        }

        @Override
        public ReadingSession read() {
            throw new IllegalStateException("a waiter reads nothing more");
        }

        @Override
        public Session open(String lease) {
            throw new IllegalStateException("a waiter opens no session");
        }
    }
}
