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

    /** Java's own message is the bare name. */
    @Test
    void nameWithoutAddressIsSaidToBeOne() {
        assertThat(ServerMessages.of(new SQLException("No connection", new UnknownHostException("db.shop"))))
                .isEqualTo("No connection (no address is known for db.shop)");
    }
}
