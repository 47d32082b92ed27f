package io.initmigrator.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.initmigrator.faults.Fault.Need;
import io.initmigrator.support.Build;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Plays one or two rounds of every fault, many at a time; {@code scripts/prove} plays hundreds, and measures. */
@Tag("heavy")
@TestInstance(Lifecycle.PER_CLASS)
class RandomFaultsIT {

    private static final long SEED = Long.getLong("faults.seed", System.currentTimeMillis());
    private static final int ROUNDS = Integer.getInteger("faults.rounds", 1);
    private static final int AT_A_TIME = 4;
    /** Longer than a pod takes to notice anything, however busy the machine is. */
    private static final Duration LONG_LEASE = Duration.ofMinutes(4);

    private final Map<String, Tally> tallies = new HashMap<>();
    private boolean clocks;

    @BeforeAll
    void play() throws Exception {
        try (FaultLab lab = FaultLab.open(true)) {
            clocks = Clocks.prepare(lab.directory());
            FaultSuite suite =
                    new FaultSuite(lab, SEED, AT_A_TIME, Build.directory().resolve("faults"));
            play(
                    suite,
                    faults().stream()
                            .filter(fault -> fault.needs() != Need.TO_BE_ALONE && isPossible(fault))
                            .toList());
            play(
                    suite,
                    faults().stream()
                            .filter(fault -> fault.needs() == Need.TO_BE_ALONE)
                            .toList());
        }
    }

    @ParameterizedTest
    @MethodSource("faults")
    void nothingIsDoubleLostOrStuck(Fault fault) {
        assumeTrue(isPossible(fault), "no C compiler");
        Tally tally = Objects.requireNonNull(tallies.get(fault.key()));
        assertThat(tally.rounds())
                .isNotEmpty()
                .allSatisfy(round -> assertThat(round.complaints())
                        .as("round %s of seed %d:%n%s", round.name(), SEED, round.log())
                        .isEmpty());
    }

    @Test
    void killedLeaderIsReplacedLongBeforeItsLeaseExpires() {
        Tally tally = Objects.requireNonNull(tallies.get("sigkill"));
        assertThat(tally.takeovers().sorted())
                .isNotEmpty()
                .allSatisfy(took -> assertThat(took).isLessThan(LONG_LEASE.dividedBy(2)));
    }

    private static List<Fault> faults() {
        return Faults.ALL.stream()
                .map(fault -> fault.key().equals("sigkill") ? fault.withLease(LONG_LEASE) : fault)
                .toList();
    }

    private boolean isPossible(Fault fault) {
        return clocks || fault.needs() != Need.WRONG_CLOCKS;
    }

    private void play(FaultSuite suite, List<Fault> errors) {
        suite.run(errors, ROUNDS).forEach(tally -> tallies.put(tally.fault().key(), tally));
    }
}
