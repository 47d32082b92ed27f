package io.initmigrator.faults;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import io.initmigrator.faults.Fault.Need;
import io.initmigrator.support.PostgresServer.Stop;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Lists all kinds of faults. */
final class Faults {

    private static final int CRASHES = 5;
    private static final Setup SHORT_LEASE = Setup.usual().withLease(Duration.ofSeconds(4));

    static final List<Fault> ALL = List.of(
            new Fault(
                    "sigkill",
                    "leader SIGKILLed in transactional scripts",
                    Need.NOTHING,
                    Setup.usual(),
                    Faults::kill,
                    TakeoverThresholds.medianAndP99(3, 5)),
            new Fault(
                    "sigkill_mixed",
                    "leader SIGKILLed, others among the scripts",
                    Need.NOTHING,
                    Setup.usual().of(FaultScripts.MIXED),
                    Faults::kill,
                    TakeoverThresholds.medianAndP99(3, 5)),
            new Fault(
                    "sigkill_deferred",
                    "leader of migrate --deferred SIGKILLed",
                    Need.NOTHING,
                    Setup.usual().of(FaultScripts.DEFERRED),
                    Faults::kill,
                    TakeoverThresholds.medianAndP99(3, 5)),
            new Fault(
                    "deferred_ended",
                    "its session ended, pg_terminate_backend",
                    Need.NOTHING,
                    Setup.usual().of(FaultScripts.DEFERRED),
                    Faults::endSession,
                    TakeoverThresholds.NONE),
            new Fault(
                    "sigkill_clocks",
                    "leader SIGKILLed, clocks wrong by up to 10 min",
                    Need.WRONG_CLOCKS,
                    Setup.usual().withWrongClocks(),
                    Faults::kill,
                    TakeoverThresholds.medianAndP99(3, 5)),
            new Fault(
                    "sigterm",
                    "leader SIGTERMed, until a sibling is elected",
                    Need.NOTHING,
                    Setup.usual().mayEndWith(143).until(LogPattern.ELECTED),
                    Faults::terminate,
                    TakeoverThresholds.longest(1)),
            new Fault(
                    "crash_loop",
                    "one pod crashing " + CRASHES + " times in its own lease",
                    Need.NOTHING,
                    Setup.usual().withPods(1),
                    Faults::crashLoop,
                    TakeoverThresholds.NONE),
            new Fault(
                    "dead_network",
                    "leader's node cut off, sockets left open",
                    Need.NOTHING,
                    Setup.usual().throughProxies().mayEndWith(5, 6),
                    Faults::cutOff,
                    TakeoverThresholds.longest(17)),
            new Fault(
                    "sigstop",
                    "leader SIGSTOPped beyond a lease of 4 s",
                    Need.NOTHING,
                    SHORT_LEASE,
                    Faults::pause,
                    TakeoverThresholds.longest(6)),
            new Fault(
                    "out_of_memory",
                    "leader runs out of memory in a script",
                    Need.NOTHING,
                    Setup.usual()
                            .of(FaultScripts.MIXED)
                            .mayEndWith(3)
                            .with(Map.of("JAVA_TOOL_OPTIONS", "-Xmx48m", "MIGRATOR_FAILURE_BACKOFF", "1s")),
                    Faults::runOutOfMemory,
                    TakeoverThresholds.NONE),
            new Fault(
                    "session_ended",
                    "leader's session ended, pg_terminate_backend",
                    Need.NOTHING,
                    Setup.usual(),
                    Faults::endSession,
                    TakeoverThresholds.NONE),
            network(
                    "postgres_cut",
                    "leader's way to PostgreSQL cut",
                    way -> way.postgres().resetAll()),
            network(
                    "postgres_stalled",
                    "leader's way to PostgreSQL stalled",
                    way -> way.postgres().stall()),
            network(
                    "postgres_no_requests",
                    "the same, requests half-closed",
                    way -> way.postgres().endRequests()),
            network(
                    "postgres_no_answers",
                    "the same, answers half-closed",
                    way -> way.postgres().endAnswers()),
            network("api_cut", "leader's way to the API cut", way -> way.api().resetAll()),
            network(
                    "api_stalled",
                    "leader's way to the API stalled",
                    way -> way.api().stall()),
            network(
                    "api_no_requests",
                    "the same, requests half-closed",
                    way -> way.api().endRequests()),
            network(
                    "api_no_answers",
                    "the same, answers half-closed",
                    way -> way.api().endAnswers()),
            new Fault(
                    "lease_deleted",
                    "Lease deleted under the leader",
                    Need.NOTHING,
                    Setup.usual(),
                    Faults::deleteLease,
                    TakeoverThresholds.NONE),
            badAnswers(429, "API throttles", SHORT_LEASE),
            badAnswers(500, "API answers 500", SHORT_LEASE),
            badAnswers(403, "API forbids", SHORT_LEASE.mayEndWith(5, 6)),
            badAnswers(410, "API has forgotten every version", SHORT_LEASE),
            restart("postgres_fast", "PostgreSQL restarted, fast", Stop.FAST),
            restart("postgres_immediate", "PostgreSQL restarted, immediate", Stop.IMMEDIATE));

    private Faults() {}

    private static Fault network(String key, String name, Consumer<NetworkPaths> fault) {
        return new Fault(
                key,
                name,
                Need.NOTHING,
                SHORT_LEASE.throughProxies(),
                round -> {
                    PodSlot leader = round.leaderAtSomeMoment();
                    round.recordFault(leader, key);
                    fault.accept(round.network(leader));
                    round.pause(
                            round.between(ofMillis(100), round.setup().lease().multipliedBy(2)));
                    round.network(leader).postgres().restore();
                    round.network(leader).api().restore();
                    round.log().add("", "restored");
                },
                TakeoverThresholds.NONE);
    }

    private static Fault badAnswers(int code, String name, Setup setup) {
        return new Fault(
                "api_" + code,
                name + " (" + code + ")",
                Need.MOCK_API,
                setup,
                round -> {
                    PodSlot leader = round.leaderAtSomeMoment();
                    round.recordFault(leader, "API answers " + code);
                    round.lab().kubernetes().answer(round.name(), code);
                    round.pause(
                            round.between(ofMillis(100), round.setup().lease().multipliedBy(2)));
                    round.lab().kubernetes().answer(round.name(), 0);
                    round.log().add("", "API answers again");
                },
                TakeoverThresholds.NONE);
    }

    private static Fault restart(String key, String name, Stop stop) {
        return new Fault(
                key,
                name,
                Need.TO_BE_ALONE,
                Setup.usual(),
                round -> {
                    round.recordFault(round.leaderAtSomeMoment(), name);
                    round.lab().bed().postgres().stop(stop);
                    round.pause(round.between(Duration.ZERO, ofSeconds(3)));
                    round.lab().bed().postgres().startAgain();
                    round.log().add("", "PostgreSQL answers again");
                },
                TakeoverThresholds.NONE);
    }

    private static void kill(Round round) throws Exception {
        PodSlot leader = round.leaderAtSomeMoment();
        leader.stopRestarting();
        round.recordFault(leader, "SIGKILL");
        leader.kill();
    }

    private static void terminate(Round round) throws Exception {
        PodSlot leader = round.leaderAtSomeMoment();
        round.recordFault(leader, "SIGTERM");
        leader.signal("TERM");
    }

    private static void crashLoop(Round round) throws Exception {
        PodSlot pod = round.slots().getFirst();
        for (int crash = 0; crash < CRASHES; crash++) {
            round.pause(round.between(ofMillis(100), ofSeconds(3)));
            round.recordFault(pod, "SIGKILL");
            pod.kill();
        }
    }

    /** Reconnects the node once its successor has finished. */
    private static void cutOff(Round round) throws Exception {
        PodSlot leader = round.leaderAtSomeMoment();
        round.recordFault(leader, "network");
        round.network(leader).postgres().stall();
        round.network(leader).api().stall();
        round.awaitOthers(leader);
        round.network(leader).postgres().restore();
        round.network(leader).api().restore();
        round.log().add("", "restored");
    }

    private static void pause(Round round) throws Exception {
        PodSlot leader = round.leaderAtSomeMoment();
        Duration lease = round.setup().lease();
        round.recordFault(leader, "SIGSTOP");
        leader.signal("STOP");
        round.pause(round.between(lease, lease.multipliedBy(2)));
        leader.signal("CONT");
    }

    private static void runOutOfMemory(Round round) throws Exception {
        round.recordFault(round.leaderAtSomeMoment(), "a notice beyond its memory");
        round.execute(FaultScripts.RUN_OUT_OF_MEMORY);
    }

    private static void endSession(Round round) throws Exception {
        PodSlot leader = round.leaderAtSomeMoment();
        round.recordFault(leader, "pg_terminate_backend");
        round.execute("select pg_terminate_backend(pid) from pg_stat_activity"
                + " where application_name like 'init-migrator %' and datname = current_database()");
    }

    private static void deleteLease(Round round) throws Exception {
        PodSlot leader = round.leaderAtSomeMoment();
        round.recordFault(leader, "Lease deleted");
        round.lab().kubernetes().deleteLease(round.name());
    }
}
