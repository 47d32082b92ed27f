package io.initmigrator.flyway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CreatedIndexesTest {

    @Test
    void namesAreAsTheCatalogueHasThem() {
        assertThat(CreatedIndexes.in("""
                create index concurrently Orders_By_State on orders (state);
                CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS "By ""Mail"" too" ON users (mail);
                create /* plain */ index größe_$1 on t (x);
                """)).containsExactly("orders_by_state", "By \"Mail\" too", "größe_$1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vacuum orders",
                "create index concurrently on orders (state)",
                "drop index concurrently users_email_key",
                "reindex index concurrently users_email_key",
                "-- create index users_email_key on users (email)",
                "/* create index users_email_key\n on users (email) */",
                "create index concurrently ${prefix}_by_state on orders (state)",
                "create index concurrently by_${column} on orders (state)",
                "alter type recreate index"
            })
    void whatNamesNoNewIndexIsPassedOver(String sql) {
        assertThat(CreatedIndexes.in(sql)).isEmpty();
    }
}
