package io.initmigrator.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(value = 5, unit = TimeUnit.MINUTES)
@ExtendWith(ThreadDump.class)
class SimulationTest {

    private static final long FIRST = Long.getLong("simulation.first", 1);
    private static final long SEEDS = Long.getLong("simulation.seeds", 20_000);

    private static final boolean TRACE = Boolean.getBoolean("simulation.trace");

    /** However many seeds there are: one that hangs is found by the {@link Fleet}. */
    @Test
    @Timeout(value = 7, unit = TimeUnit.DAYS)
    void whateverGoesWrongNobodyWritesTwiceAndNobodyIsStuck() {
        if (TRACE) {
            Simulation.run(FIRST, Set.of(), true).trace().forEach(System.out::println);
        }
        assertThat(Fleet.run(FIRST, SEEDS, Set.of())).isEmpty();
    }

    @Test
    void sameSeedDoesTheSame() {
        List<String> once = Simulation.run(FIRST + 1, Set.of(), true).trace();
        assertThat(Simulation.run(FIRST + 1, Set.of(), true).trace())
                .hasSizeGreaterThan(5)
                .isEqualTo(once);
    }

    /** The simulation would notice what it is there to notice. */
    @ParameterizedTest
    @EnumSource(SeededBug.class)
    void sabotageIsFound(SeededBug sabotage) {
        assertThat(Fleet.run(1, 2_000, EnumSet.of(sabotage))).isNotEmpty();
    }
}
