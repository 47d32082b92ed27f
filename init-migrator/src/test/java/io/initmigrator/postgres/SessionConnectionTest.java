package io.initmigrator.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionConnectionTest {

    private final List<String> calls = new ArrayList<>();

    /** A sidecar goes on after a failed attempt, and its session would keep the advisory lock. */
    @Test
    void sessionIsEndedAlthoughClosingItRunsOutOfMemory() {
        SessionConnection session = new SessionConnection(connection(), "localhost");

        assertThatCode(session::close).doesNotThrowAnyException();

        assertThat(calls).containsExactly("close", "abort");
        assertThat(session.isAborted()).isTrue();
    }

    /** Its method {@code close} runs out of memory. */
    private Connection connection() {
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    calls.add(method.getName());
                    if (method.getName().equals("close")) {
                        throw new OutOfMemoryError("Java heap space");
                    }
                    return null;
                });
    }
}
