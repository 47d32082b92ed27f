package io.initmigrator.faults;

import io.initmigrator.faults.Fault.Need;
import io.initmigrator.support.Build;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Runs the complete fault suite as a program; {@code scripts/prove} starts it. */
public final class FaultSuiteMain {

    /** Faults that get half of all rounds each; every other fault gets a fifteenth. */
    private static final Set<String> THE_MOST = Set.of("sigkill", "sigkill_mixed");

    private static final int PART_OF_THE_OTHERS = 15;

    private final Options options;
    private final FaultLab lab;
    private final FaultSuite suite;
    private final List<String> complaints = new ArrayList<>();

    /** Contains the command-line options. */
    private record Options(int rounds, long seed, int atATime, boolean mock, List<String> faults) {

        int roundsOf(Fault fault) {
            int parts = THE_MOST.contains(fault.key()) ? THE_MOST.size() : PART_OF_THE_OTHERS;
            return (rounds + parts - 1) / parts;
        }

        boolean asksFor(Fault fault) {
            return faults.isEmpty() || faults.contains(fault.key());
        }
    }

    private FaultSuiteMain(Options options, FaultLab lab) {
        this.options = options;
        this.lab = lab;
        this.suite = new FaultSuite(
                lab, options.seed(), options.atATime(), Build.directory().resolve("faults"));
    }

    /**
     * Runs {@code FaultSuiteMain ROUNDS SEED AT_A_TIME mock|kubeconfig [FAULT...]}; exits with 1 if a script ran twice or was lost, or a pod was
     * stuck or too late, and with 2 for an unknown fault.
     */
    public static void main(String[] args) throws Exception {
        Options options = new Options(
                Integer.parseInt(args[0]),
                Long.parseLong(args[1]),
                Integer.parseInt(args[2]),
                args[3].equals("mock"),
                List.of(args).subList(4, args.length));
        List<String> unknown = unknown(options.faults());
        if (!unknown.isEmpty()) {
            System.err.printf(
                    "scripts/prove: no fault %s; there are %s%n",
                    String.join(", ", unknown), String.join(", ", known()));
            System.exit(2);
        }
        List<String> complaints;
        try (FaultLab lab = FaultLab.open(options.mock())) {
            FaultSuiteMain prove = new FaultSuiteMain(options, lab);
            prove.run();
            complaints = prove.complaints;
        }
        complaints.forEach(System.out::println);
        System.exit(complaints.isEmpty() ? 0 : 1);
    }

    /** Returns the names that do not belong to a fault. */
    static List<String> unknown(List<String> names) {
        return names.stream().filter(name -> !known().contains(name)).toList();
    }

    private static List<String> known() {
        return Faults.ALL.stream().map(Fault::key).toList();
    }

    private void run() throws IOException, InterruptedException {
        System.out.printf(
                "Fault suite: seed %d, %d rounds at a time, PostgreSQL %s%n%s%n%n",
                options.seed(),
                options.atATime(),
                lab.version(),
                lab.kubernetes().description());
        System.out.print(Tally.heading());
        for (Fault fault : Faults.ALL) {
            if (options.asksFor(fault)) {
                run(fault);
            }
        }
    }

    private void run(Fault fault) throws IOException, InterruptedException {
        String missing = missing(fault);
        if (missing.isEmpty()) {
            Tally tally = suite.run(fault, options.roundsOf(fault));
            System.out.print(tally.row());
            complaints.addAll(tally.complaints());
        } else {
            System.out.print(Tally.skipped(fault, missing));
        }
    }

    /** Describes the missing requirement of a fault; empty if none is missing. */
    private String missing(Fault fault) throws IOException, InterruptedException {
        if (fault.needs() == Need.WRONG_CLOCKS && !Clocks.prepare(lab.directory())) {
            return "no C compiler: apt-get install gcc libc6-dev";
        }
        return fault.needs() == Need.MOCK_API && !options.mock() ? "a real API answers as it will" : "";
    }
}
