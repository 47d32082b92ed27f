package io.initmigrator.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.initmigrator.core.UnreachableException;
import io.initmigrator.time.ManualTime;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ConnectRetryTest {

    private final ManualTime time = new ManualTime();
    private final ConnectRetry retry =
            new ConnectRetry(Duration.ofSeconds(60), "PostgreSQL db:5432/orders", false, time, new Random(1));

    @Test
    void waitsUntilTheServerHasStarted() throws Exception {
        assertThat(retry.call(failing("08001", "57P03", "53300"), result -> {})).isEqualTo("here");
        assertThat(time.pauses())
                .hasSize(3)
                .allSatisfy(pause -> assertThat(pause).isBetween(ms(50), ms(400)));
    }

    @Test
    void pausesGrowToASecond() {
        assertThatThrownBy(() -> retry.call(this::absent, result -> {}))
                .isInstanceOf(UnreachableException.class)
                .hasMessageStartingWith("PostgreSQL db:5432/orders did not answer within 60s: connection refused");
        assertThat(time.passed()).isBetween(Duration.ofSeconds(60), Duration.ofSeconds(61));
        assertThat(time.pauses()).allSatisfy(pause -> assertThat(pause).isLessThanOrEqualTo(ms(1000)));
    }

    /** Covers a sidecar proxy at 127.0.0.1: it starts only after the init containers have ended. */
    @Test
    void loopbackOfAPodIsExplained() {
        ConnectRetry loopback =
                new ConnectRetry(Duration.ofSeconds(1), "PostgreSQL localhost:5432/orders", true, time, new Random(1));
        assertThatThrownBy(() -> loopback.call(this::absent, result -> {}))
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining("connection refused; use the database's own address")
                .hasMessageContaining("native sidecar (an init container with restartPolicy: Always");
    }

    @Test
    void permanentRefusalIsReportedImmediately() {
        assertThatThrownBy(() -> retry.call(failing("28P01"), result -> {}))
                .isInstanceOf(UnreachableException.class)
                .hasMessageEndingWith("check the user and its password");
        assertThat(time.pauses()).isEmpty();
    }

    /** Covers the last attempt: it gets only the remaining time, which may be too short for a useful error. */
    @Test
    void lastErrorIsThatOfAnAttemptThatHadItsTime() {
        Iterator<SQLException> faults = List.of(
                        new SQLException("FATAL: sorry, too many clients already", "53300"),
                        new SQLTimeoutException("no answer within 100ms", "08001"))
                .iterator();
        SqlCallable<String> attempt = () -> {
            time.tick(Duration.ofSeconds(faults.hasNext() ? 59 : 0).plus(ms(950)));
            throw faults.next();
        };
        assertThatThrownBy(() -> retry.call(attempt, result -> {}))
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining("within 60s: FATAL: sorry, too many clients already; ");
    }

    private String absent() throws SQLException {
        throw new SQLException("connection refused", "08001");
    }

    private static SqlCallable<String> failing(String... states) {
        Iterator<String> left = Arrays.asList(states).iterator();
        return () -> {
            if (left.hasNext()) {
                throw new SQLException("not now", left.next());
            }
            return "here";
        };
    }

    private static Duration ms(long milliseconds) {
        return Duration.ofMillis(milliseconds);
    }
}
