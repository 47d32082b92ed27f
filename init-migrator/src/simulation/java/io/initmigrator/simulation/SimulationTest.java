package io.initmigrator.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(value = 5, unit = TimeUnit.MINUTES)
@ExtendWith(ThreadDump.class)
class SimulationTest {

    private static final long FIRST = Long.getLong("simulation.first", 1);
    private static final long SEEDS = Long.getLong("simulation.seeds", 20_000);

    private static final boolean TRACE = Boolean.getBoolean("simulation.trace");

    /** Allows any number of seeds: the {@link Simulations} finds one that hangs. */
    @ParameterizedTest
    @MethodSource("worlds")
    @Timeout(value = 7, unit = TimeUnit.DAYS)
    void whateverGoesWrongNobodyWritesTwiceOrTooEarlyAndNobodyIsStuck(Worlds worlds) {
        if (TRACE) {
            Simulation.run(worlds, FIRST, Set.of(), true).trace().forEach(System.out::println);
        }
        assertThat(Simulations.run(worlds, FIRST, SEEDS, Set.of())).isEmpty();
    }

    /** Returns all kinds of worlds, or only the requested one, for example to replay a seed. */
    static List<Worlds> worlds() {
        String one = System.getProperty("simulation.worlds", "");
        return one.isEmpty() ? List.of(Worlds.values()) : List.of(Worlds.valueOf(one));
    }

    @ParameterizedTest
    @EnumSource(Worlds.class)
    void sameSeedDoesTheSame(Worlds worlds) {
        List<String> once = Simulation.run(worlds, FIRST + 1, Set.of(), true).trace();
        assertThat(Simulation.run(worlds, FIRST + 1, Set.of(), true).trace())
                .hasSizeGreaterThan(5)
                .isEqualTo(once);
    }

    /** Proves that the simulation finds a seeded bug. */
    @ParameterizedTest
    @EnumSource(SeededBug.class)
    void sabotageIsFound(SeededBug sabotage) {
        assertThat(Simulations.run(sabotage.worlds(), 1, 2_000, EnumSet.of(sabotage)))
                .isNotEmpty()
                .allMatch(violation -> violation.contains(sabotage.words()));
    }
}
