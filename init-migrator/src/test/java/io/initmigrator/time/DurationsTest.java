package io.initmigrator.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

    @ParameterizedTest
    @CsvSource({"500ms,500", "15s,15000", "10m,600000", "1h,3600000", "1m30s,90000", "0,0", "0s,0"})
    void readsUnits(String text, long millis) {
        assertThat(Durations.parse(text)).contains(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "15", "-1s", "1.5s", "15 s", "s", "1d", "9999999999s", "600h", "15S"})
    void refusesWhatIsNoDuration(String text) {
        assertThat(Durations.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "500ms", "15s", "90s", "10m", "2h", "1001ms"})
    void writesWhatItReads(String text) {
        assertThat(Durations.parse(text).map(Durations::format)).contains(text);
    }

    @Test
    void holdsPostgresLongestTimeout() {
        assertThat(Durations.parse("2147483647ms")).isPresent();
        assertThat(Durations.parse("2147483648ms")).isEmpty();
        assertThat(Durations.parse("596h")).isPresent();
    }
}
