package io.initmigrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.initmigrator.application.Application;
import io.initmigrator.application.ExitCode;
import io.initmigrator.application.ExitStatus;
import io.initmigrator.core.StopSignal;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests a server that requests the password in clear text and repeats it in its error. */
@Tag("heavy")
@ResourceLock(Resources.SYSTEM_OUT)
class RogueServerIT {

    private static final String PASSWORD = "s3cret_of_mine";
    private static final int HUGE = 5_000_000;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private ServerSocket socket;
    private boolean admits;

    @TempDir
    private Path directory;

    @BeforeEach
    void listen() throws IOException {
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    @AfterEach
    void close() throws IOException {
        socket.close();
        threads.shutdownNow();
    }

    /** Covers an error at the login, and one of many megabytes at the first statement. */
    @ParameterizedTest
    @CsvSource({
        "migrate, false",
        "wait, false",
        "status, false",
        "plan, false",
        "repair, false",
        "unlock, false",
        "migrate, true",
        "wait, true",
        "status, true",
        "plan, true",
        "repair, true",
        "unlock, true"
    })
    void passwordIsNotShownAndTheMessageIsShort(String command, boolean login) throws Exception {
        admits = login;

        for (String format : List.of("text", "json")) {
            printed.reset();
            ExitStatus ending = run(command, format);

            assertThat(ending.code()).isEqualTo(ExitCode.UNREACHABLE);
            assertThat(printed.toString(StandardCharsets.UTF_8))
                    .hasSizeLessThan(400_000)
                    .doesNotContain("s3cret");
            assertThat(Files.readString(directory.resolve("termination-log"))).doesNotContain("s3cret");
            if (!login) {
                assertThat(printed.toString(StandardCharsets.UTF_8)).contains("you said ****");
            }
        }
    }

    private ExitStatus run(String command, String format) throws IOException {
        Path bundle = Files.createDirectories(directory.resolve("bundle"));
        Files.writeString(bundle.resolve("V1__a.sql"), "select 1;\n");
        Map<String, String> environment = Map.ofEntries(
                Map.entry(
                        "FLYWAY_URL", "jdbc:postgresql://127.0.0.1:" + socket.getLocalPort() + "/app?sslmode=disable"),
                Map.entry("FLYWAY_USER", "app"),
                Map.entry("FLYWAY_PASSWORD", PASSWORD),
                Map.entry("FLYWAY_LOCATIONS", "filesystem:" + bundle),
                Map.entry("MIGRATOR_COORDINATION", "database"),
                Map.entry("MIGRATOR_IDENTITY", "pod"),
                Map.entry("MIGRATOR_LOG_FORMAT", format),
                Map.entry("MIGRATOR_LOG_LEVEL", "debug"),
                Map.entry("MIGRATOR_TIMEOUT", "5s"),
                Map.entry("MIGRATOR_DATABASE_TIMEOUT", "2s"),
                Map.entry(
                        "MIGRATOR_TERMINATION_LOG",
                        directory.resolve("termination-log").toString()));
        PrintStream original = System.out;
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            return new Application(List.of(command), environment, new StopSignal(Thread.currentThread())).end();
        } finally {
            System.setOut(original);
        }
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                threads.execute(() -> talk(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void talk(Socket client) {
        try (client;
                DataInputStream in = new DataInputStream(client.getInputStream());
                DataOutputStream out = new DataOutputStream(client.getOutputStream())) {
            in.readNBytes(in.readInt() - 4);
            write(out, 'R', new byte[] {0, 0, 0, 3});
            in.readByte();
            String password = new String(in.readNBytes(in.readInt() - 4), StandardCharsets.UTF_8)
                    .strip()
                    .replace("\0", "");
            if (admits) {
                write(out, 'R', new byte[] {0, 0, 0, 0});
                parameter(out, "server_version", "16.0");
                parameter(out, "client_encoding", "UTF8");
                parameter(out, "DateStyle", "ISO, MDY");
                parameter(out, "integer_datetimes", "on");
                parameter(out, "standard_conforming_strings", "on");
                write(out, 'K', new byte[8]);
                write(out, 'Z', new byte[] {'I'});
                out.flush();
                in.readByte();
            }
            error(
                    out,
                    "you said " + password + " " + (admits ? (password + ",").repeat(HUGE / password.length()) : ""));
            client.shutdownOutput();
            in.readAllBytes();
        } catch (IOException e) {
            // The client has closed the connection.
        }
    }

    private static void parameter(DataOutputStream out, String name, String value) throws IOException {
        write(out, 'S', (name + '\0' + value + '\0').getBytes(StandardCharsets.UTF_8));
    }

    private static void error(DataOutputStream out, String message) throws IOException {
        write(out, 'E', ("SFATAL\0VFATAL\0C42501\0M" + message + "\0\0").getBytes(StandardCharsets.UTF_8));
    }

    private static void write(DataOutputStream out, char type, byte[] content) throws IOException {
        out.writeByte(type);
        out.writeInt(content.length + 4);
        out.write(content);
        out.flush();
    }
}
