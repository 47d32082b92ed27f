package io.initmigrator.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AdvisoryLockKeyTest {

    @Test
    void keyOfATableNeverChanges() {
        assertThat(AdvisoryLockKey.of("public", "flyway_schema_history"))
                .isEqualTo(new AdvisoryLockKey(8981610541713204821L));
    }

    @Test
    void schemaAndTableAreTakenAsWritten() {
        assertThat(AdvisoryLockKey.of("Shop", "h")).isNotEqualTo(AdvisoryLockKey.of("shop", "h"));
        assertThat(AdvisoryLockKey.of("shop", "h")).isNotEqualTo(AdvisoryLockKey.of("shop", "H"));
    }

    @Test
    void queryFindsTheHalvesOfANegativeKey() {
        assertThat(new AdvisoryLockKey(-2).holderQuery())
                .contains("l.classid::bigint operator(pg_catalog.=) bigint '4294967295'")
                .contains("l.objid::bigint operator(pg_catalog.=) bigint '4294967294'");
    }
}
