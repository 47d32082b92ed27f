package io.initmigrator.flyway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.flywaydb.core.internal.configuration.ConfigUtils;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RenamedSettingTest {

    @ParameterizedTest
    @CsvSource({
        "FLYWAY_IGNORE_MISSING_MIGRATIONS,FLYWAY_IGNORE_MIGRATION_PATTERNS=*:missing",
        "FLYWAY_IGNORE_FUTURE_MIGRATIONS,FLYWAY_IGNORE_MIGRATION_PATTERNS=*:future",
        "FLYWAY_SQL_MIGRATION_SUFFIX,FLYWAY_SQL_MIGRATION_SUFFIXES",
        "FLYWAY_INIT_ON_MIGRATE,FLYWAY_BASELINE_ON_MIGRATE",
        "FLYWAY_SCHEMA_HISTORY_TABLE,FLYWAY_TABLE"
    })
    void isRefusedWithTheNameOfItsSuccessor(String name, String successor) {
        assertThat(FlywayFactory.settingErrors(new FlywaySettings(Map.of(name, "true"), List.of())))
                .isEqualTo(List.of(name + " is not a setting of Flyway; set " + successor + " instead"));
        assertThat(ConfigUtils.convertKey(successor.replaceFirst("=.*", ""))).isNotNull();
    }
}
