package io.initmigrator.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FenceKeyTest {

    @Test
    void keyOfATableNeverChanges() {
        assertThat(FenceKey.of("public", "flyway_schema_history")).isEqualTo(new FenceKey(8981610541713204821L));
    }

    @Test
    void schemaAndTableAreTakenAsWritten() {
        assertThat(FenceKey.of("Shop", "h")).isNotEqualTo(FenceKey.of("shop", "h"));
        assertThat(FenceKey.of("shop", "h")).isNotEqualTo(FenceKey.of("shop", "H"));
    }

    @Test
    void queryFindsTheHalvesOfANegativeKey() {
        assertThat(new FenceKey(-2).holderQuery())
                .contains("l.classid::bigint operator(pg_catalog.=) bigint '4294967295'")
                .contains("l.objid::bigint operator(pg_catalog.=) bigint '4294967294'");
    }
}
