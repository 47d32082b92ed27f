package io.initmigrator.postgres;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.initmigrator.core.UnreachableException;
import org.junit.jupiter.api.Test;

class ServerInfoTest {

    private static final String ADDRESS = "PostgreSQL db:5432/orders (user orders)";

    @Test
    void primaryIsAccepted() {
        assertThatCode(() ->
                        facts("PostgreSQL 17.2 on x86_64-pc-linux-gnu", false).refuseUnfit(ADDRESS))
                .doesNotThrowAnyException();
    }

    @Test
    void replicaIsRefusedByName() {
        assertThatThrownBy(() -> facts("PostgreSQL 17.2", true).refuseUnfit(ADDRESS))
                .isInstanceOf(UnreachableException.class)
                .hasMessageStartingWith(ADDRESS + " refused: it is a replica");
    }

    @Test
    void versionThatIsTooOldIsReportedWithWhatItLacks() {
        assertThatThrownBy(
                        () -> facts("PostgreSQL 11.22 (Debian 11.22-1)", false).refuseUnfit(ADDRESS))
                .isInstanceOf(UnreachableException.class)
                .hasMessageContainingAll("PostgreSQL 11.22", "lacks pg_stat_progress_create_index", "13 or newer");
        assertThatCode(() -> facts("PostgreSQL 19beta1", false).refuseUnfit(ADDRESS))
                .doesNotThrowAnyException();
    }

    @Test
    void otherEngineIsRefusedByName() {
        assertThatThrownBy(() -> facts("CockroachDB CCL v24.3.0", false).refuseUnfit(ADDRESS))
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining("CockroachDB CCL v24.3.0");
    }

    private static ServerInfo facts(String version, boolean replica) {
        return new ServerInfo(version, replica, 4711, "0", "public", new AdvisoryLockKey(1));
    }
}
