package io.initmigrator.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PoolerAddressTest {

    @ParameterizedTest
    @CsvSource({
        "ep-cool-darkness-a1b2c3d4-pooler.us-east-2.aws.neon.tech:5432, ep-cool-darkness-a1b2c3d4.us-east-2.aws.neon.tech:5432",
        "aws-0-eu-central-1.pooler.supabase.com:6543, aws-0-eu-central-1.pooler.supabase.com:5432",
        "db.abcdefgh.supabase.co:6543, db.abcdefgh.supabase.co:5432",
        "orders.proxy-c9a1b2.eu-west-1.rds.amazonaws.com:5432, the endpoint of the instance or the cluster",
        "read.endpoint.proxy-c9a1b2.eu-west-1.rds.amazonaws.com:5432, the endpoint of the instance or the cluster",
        "acid-orders-pooler:5432, acid-orders:5432",
        "orders-pooler-rw.shop.svc:5432, orders-rw.shop.svc:5432",
        "hippo-pgbouncer.postgres.svc:5432, hippo-primary.postgres.svc:5432",
        "orders.db.ondigitalocean.com:25061, orders.db.ondigitalocean.com:25060",
        "orders.postgres.database.azure.com:6432, orders.postgres.database.azure.com:5432",
        "10.1.2.3:6432, 10.1.2.3:5432"
    })
    void serverBesideAKnownPoolerIsNamed(String pooler, String server) {
        assertThat(ConnectionErrors.pooler("PostgreSQL " + pooler + "/orders (user shop)"))
                .hasMessageContaining("connect to PostgreSQL directly, probably at " + server
                        + ", or through a pool in session mode");
    }

    @ParameterizedTest
    @ValueSource(strings = {"db:5432", "[::1]:6433", "pooler:5432"})
    void nothingIsGuessedOfAnotherAddress(String address) {
        assertThat(ConnectionErrors.pooler("PostgreSQL " + address + "/orders (user shop)"))
                .hasMessageContaining("connect to PostgreSQL directly or through a pool in session mode");
    }
}
