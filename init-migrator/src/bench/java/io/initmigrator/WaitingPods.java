package io.initmigrator;

import io.initmigrator.core.DaemonThreadExecutor;
import io.initmigrator.core.Identity;
import io.initmigrator.core.Outcome;
import io.initmigrator.core.StopSignal;
import io.initmigrator.election.Candidate;
import io.initmigrator.election.LeaseElector;
import io.initmigrator.election.LeaseTiming;
import io.initmigrator.fence.Database;
import io.initmigrator.fence.ReadOnlySession;
import io.initmigrator.fence.Session;
import io.initmigrator.kubernetes.KubernetesLeases;
import io.initmigrator.kubernetes.KubernetesSettings;
import io.initmigrator.migration.LazyMigrationTool;
import io.initmigrator.postgres.PostgresDatabase;
import io.initmigrator.postgres.testing.TestDatabase;
import io.initmigrator.postgres.testing.TestSettings;
import io.initmigrator.rollout.ClusterAdvice;
import io.initmigrator.rollout.Rollout;
import io.initmigrator.rollout.RolloutContext;
import io.initmigrator.rollout.RolloutSettings;
import io.initmigrator.rollout.RolloutSettings.WhenAhead;
import io.initmigrator.rollout.RolloutSettings.WhenEmpty;
import io.initmigrator.rollout.RolloutSettings.WhenInterrupted;
import io.initmigrator.rollout.RolloutSettings.WhenNotDeferrable;
import io.initmigrator.schema.Bundle;
import io.initmigrator.schema.BundleState;
import io.initmigrator.schema.SchemaSnapshot;
import io.initmigrator.time.SystemTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/** Runs followers in this process, each with its own connection to the Kubernetes API and its own watch. */
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

    /** Returns followers for which PostgreSQL's answers take no time: current from the second query on. */
    static WaitingPods withoutPostgres(Bundle bundle) {
        return new WaitingPods(bundle, Instantly::new);
    }

    @Override
    public CompletableFuture<Long> start(int number) {
        CompletableFuture<Long> ended = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> {
            try (KubernetesLeases leases = leases()) {
                Outcome outcome = new Rollout(context(number), candidate -> elector(candidate, leases)).run();
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

    private static LeaseElector elector(Candidate candidate, KubernetesLeases leases) {
        return new LeaseElector(candidate, leases, LeaseTiming.of(Duration.ofSeconds(15)), new DaemonThreadExecutor());
    }

    private RolloutContext context(int number) {
        return new RolloutContext(
                new Identity("pod-" + number, "0000abcd"),
                bundle,
                new RolloutSettings(
                        Duration.ofMinutes(5),
                        WhenAhead.START,
                        WhenEmpty.FAIL,
                        WhenInterrupted.FAIL,
                        WhenNotDeferrable.WARN,
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(5),
                        true,
                        ClusterAdvice.NONE),
                databases.get(),
                new LazyMigrationTool(() -> {
                    throw new IllegalStateException("a waiter migrates nothing");
                }),
                new Candidate.ProcessContext(
                        new SystemTime(),
                        ThreadLocalRandom.current(),
                        event -> {},
                        new StopSignal(Thread.currentThread())));
    }

    private static final class Instantly implements Database {

        private int looks;

        @Override
        public SchemaSnapshot readSnapshot(Bundle bundle) {
            return new SchemaSnapshot(
                    ++looks > 1 ? new BundleState.Current("1") : new BundleState.Unverified("no receipt"),
                    Instant.now());
        }

        @Override
        public boolean enrol(Bundle bundle) {
            throw new IllegalStateException("a waiter writes nothing");
        }

        @Override
        public ReadOnlySession read() {
            throw new IllegalStateException("a waiter reads nothing more");
        }

        @Override
        public Session open(String lease) {
            throw new IllegalStateException("a waiter opens no session");
        }
    }
}
