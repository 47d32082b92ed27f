package io.initmigrator.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class ServerMessagesTest {

    @Test
    void innermostCauseIsReported() {
        assertThat(ServerMessages.of(new SQLException("No connection", new ConnectException("Connection refused"))))
                .isEqualTo("No connection (Connection refused)");
    }

    /** Covers Java's own message, which is the host name alone. */
    @Test
    void nameWithoutAddressIsSaidToBeOne() {
        assertThat(ServerMessages.of(new SQLException("No connection", new UnknownHostException("db.shop"))))
                .isEqualTo("No connection (no address is known for db.shop)");
    }

    /** Covers huge messages: PostgreSQL limits neither message nor detail. */
    @Test
    void hugeMessageIsTruncatedAndKeepsItsState() {
        SQLException huge =
                new SQLException("x".repeat(50_000_000), "P0001", 7, new SQLException("y".repeat(1_000_000)));

        SQLException bounded = ServerMessages.bounded(huge);

        assertThat(bounded.getMessage()).hasSize(100_001).endsWith("…");
        assertThat(bounded.getSQLState()).isEqualTo("P0001");
        assertThat(bounded.getErrorCode()).isEqualTo(7);
        assertThat(bounded.getCause()).isNull();
        assertThat(bounded.getStackTrace()).isEqualTo(huge.getStackTrace());
        assertThat(ServerMessages.of(huge)).hasSizeLessThan(100_100);
    }

    @Test
    void otherExceptionIsLeftAsItIs() {
        SQLException exception = new SQLException("no", "42703");

        assertThat((Object) ServerMessages.bounded(exception)).isSameAs(exception);
    }
}
