package io.initmigrator.simulation;

import io.initmigrator.election.LeaseAnnotations;
import java.time.Duration;
import java.util.function.Consumer;

/** Defines the faults; each changes a cluster once. */
enum SimulatedFault {
    KILL(cluster -> cluster.anyContainer().ifPresent(victim -> cluster.kubelet().kill(victim, false))),
    VANISH(cluster ->
            cluster.anyContainer().ifPresent(victim -> cluster.kubelet().kill(victim, true))),
    REPLACE(cluster -> cluster.anyContainer().ifPresent(victim -> {
        victim.cutApiUntil(cluster.randomDelay(2 * cluster.leaseNanos()));
        victim.cutDatabaseUntil(cluster.randomDelay(2 * cluster.leaseNanos()));
        cluster.kubelet().startElsewhere(victim);
    })),
    PAUSE(cluster -> cluster.anyContainer()
            .ifPresent(victim -> victim.freezeUntil(cluster.randomDelay(2 * cluster.leaseNanos())))),
    OUT_OF_MEMORY(cluster -> cluster.anyContainer()
            .ifPresent(victim -> victim.runOutOfMemory(cluster.world().chance(500)))),
    TERMINATE(cluster -> cluster.anyContainer().ifPresent(cluster.kubelet()::terminate)),
    RESTART_READY(cluster -> cluster.kubelet().restartOneThatEnded()),
    CUT_API(cluster -> cluster.anyContainer()
            .ifPresent(victim -> victim.cutApiUntil(cluster.randomDelay(2 * cluster.leaseNanos())))),
    CUT_DATABASE(cluster -> cluster.anyContainer()
            .ifPresent(victim -> victim.cutDatabaseUntil(cluster.randomDelay(20 * VirtualScheduler.SECOND)))),
    API_DOWN(cluster -> cluster.api().downUntil(cluster.randomDelay(2 * cluster.leaseNanos()))),
    API_ROUGH(SimulatedFault::makeApiFail),
    WATCH_STALL(cluster -> cluster.api().watches().forEach(SimulatedWatch::stall)),
    WATCH_END(cluster -> cluster.api().watches().forEach(watch -> watch.finish("ended"))),
    COMPACT(cluster -> cluster.api().compact()),
    DELETE_LEASE(cluster -> cluster.apiForManualEdit().delete()),
    EMPTY_LEASE(cluster -> {
        cluster.apiForManualEdit().createEmpty();
        cluster.apiForManualEdit().edit("", Duration.ZERO, LeaseAnnotations.EMPTY);
    }),
    LABEL_LEASE(cluster -> cluster.api().label()),
    FOREIGN_LEASE(cluster -> cluster.apiForManualEdit()
            .edit("somebody-else", Duration.ofSeconds(cluster.world().between(1, 20)), LeaseAnnotations.EMPTY)),
    FOREIGN_SESSION(SimulatedFault::holdLockByHand),
    SESSION_ENDED(cluster -> cluster.postgres().endOneSession()),
    DATABASE_DOWN(cluster -> cluster.postgres().downUntil(cluster.randomDelay(20 * VirtualScheduler.SECOND))),
    FAILOVER(cluster -> cluster.postgres().downUntil(cluster.world().now())),
    REPAIR(cluster -> cluster.operator().repairUnasked()),
    TABLE_LOCKED(cluster -> cluster.postgres().blockUntil(cluster.randomDelay(15 * VirtualScheduler.SECOND)));

    @SuppressWarnings("ImmutableEnumChecker") // none of the lambdas holds anything
    private final Consumer<Cluster> effect;

    SimulatedFault(Consumer<Cluster> effect) {
        this.effect = effect;
    }

    void inject(Cluster cluster) {
        cluster.world().trace(() -> "FAULT " + this);
        effect.accept(cluster);
    }

    private static void makeApiFail(Cluster cluster) {
        cluster.api().failureRate((int) cluster.world().between(50, 800));
        cluster.world()
                .at(
                        cluster.randomDelay(30 * VirtualScheduler.SECOND),
                        () -> cluster.api().failureRate(0));
    }

    private static void holdLockByHand(Cluster cluster) {
        ServerSession session = cluster.postgres().connectByHand();
        cluster.postgres().tryFence(session);
        cluster.world().at(cluster.randomDelay(20 * VirtualScheduler.SECOND), session::die);
    }
}
