package io.initmigrator.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaVersionTest {

    @ParameterizedTest
    @CsvSource({
        "1.9, 1.10",
        "2, 10",
        "1, 1.0.1",
        "1_2, 1.3",
        "20260101120000, 20260101120001",
        "9, 99999999999999999999"
    })
    void versionsAreOrderedByTheirNumbers(String lower, String higher) {
        assertThat(new SchemaVersion(lower)).isLessThan(new SchemaVersion(higher));
    }

    @ParameterizedTest
    @CsvSource({"1, 1.0", "1.0.0, 1", "01, 1", "1_2, 1.2"})
    void versionsOfEqualNumbersAreEqual(String one, String other) {
        assertThat(new SchemaVersion(one))
                .isEqualTo(new SchemaVersion(other))
                .hasSameHashCodeAs(new SchemaVersion(other));
    }

    @Test
    void underscoreIsADot() {
        assertThat(new SchemaVersion("2026_11_1")).hasToString("2026.11.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "v1", "1.", ".1", "1..2", "1-2", "latest"})
    void whatIsNoVersionIsRefusedByName(String text) {
        assertThatThrownBy(() -> new SchemaVersion(text)).hasMessageContaining("\"" + text + "\"");
    }
}
