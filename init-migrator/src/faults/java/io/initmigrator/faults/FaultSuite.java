package io.initmigrator.faults;

import io.initmigrator.faults.Fault.Need;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Plays rounds of faults, several at a time. */
final class FaultSuite {

    private final FaultLab lab;
    private final long seed;
    private final int atATime;
    private final Path reports;

    /**
     * @param seed from which all rounds are derived
     * @param atATime number of rounds that run together
     * @param reports directory for the event logs of failed rounds
     */
    FaultSuite(FaultLab lab, long seed, int atATime, Path reports) {
        this.lab = lab;
        this.seed = seed;
        this.atATime = atATime;
        this.reports = reports;
    }

    Tally run(Fault fault, int rounds) {
        return run(List.of(fault), rounds).getFirst();
    }

    /** Runs the faults together, or the rounds one after the other if one of the faults has to be alone. */
    List<Tally> run(List<Fault> errors, int rounds) {
        boolean alone = errors.stream().anyMatch(fault -> fault.needs() == Need.TO_BE_ALONE);
        Map<Fault, List<Future<RoundResult>>> running = new LinkedHashMap<>();
        try (ExecutorService executor = Executors.newFixedThreadPool(alone ? 1 : atATime)) {
            errors.forEach(fault -> running.put(fault, start(executor, fault, rounds)));
        }
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        return running.entrySet().stream()
                .map(entry -> new Tally(
                        entry.getKey(),
                        entry.getValue().stream().map(Future::resultNow).toList(),
                        load))
                .toList();
    }

    private List<Future<RoundResult>> start(ExecutorService executor, Fault fault, int rounds) {
        return IntStream.rangeClosed(1, rounds)
                .mapToObj(number -> executor.submit(() -> play(fault, number)))
                .toList();
    }

    private RoundResult play(Fault fault, int number) throws IOException, SQLException {
        String name = fault.key().replace("_", "") + number;
        RoundResult result;
        try (Round round = new Round(lab, fault.setup(), name, seed + 1_000_003L * number)) {
            result = round.play(fault.strike());
        } catch (Exception e) {
            result = RoundResult.notRun(name, e);
        }
        lab.bed().postgres().dropDatabase(name);
        if (!result.isSuccessful()) {
            Files.createDirectories(reports);
            Files.writeString(
                    reports.resolve(name + ".log"), "seed " + seed + ", " + result.complaints() + "\n" + result.log());
        }
        return result;
    }
}
