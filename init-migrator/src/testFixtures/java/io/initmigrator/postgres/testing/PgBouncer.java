package io.initmigrator.postgres.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Runs the system's pgbouncer in front of the test server. Its users need no password. */
public final class PgBouncer implements AutoCloseable {

    private static final List<Path> PLACES = Stream.of(
                    "/usr/sbin/pgbouncer", "/usr/bin/pgbouncer", "/usr/local/bin/pgbouncer")
            .map(Path::of)
            .toList();

    private final Process process;
    private final int port;

    private PgBouncer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    public static boolean isInstalled() {
        return executable().isPresent();
    }

    /**
     * Starts a pgbouncer with this pool mode.
     *
     * @param mode {@code session} or {@code transaction}
     */
    public static PgBouncer inMode(String mode, TestDatabase database, Path directory) throws IOException {
        int port = freePort();
        Path configuration = directory.resolve("pgbouncer.ini");
        Files.writeString(configuration, """
                [databases]
                * = host=%s port=%d user=%s password=%s
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = any
                pool_mode = %s
                logfile = %s
                """.formatted(
                        database.server().host().replace("localhost", "127.0.0.1"),
                        database.server().port(),
                        database.user(),
                        database.password(),
                        port,
                        mode,
                        directory.resolve("pgbouncer.log")));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        var bouncer = new PgBouncer(
                new ProcessBuilder(command(configuration))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start(),
                port);
        TestDatabase.await("pgbouncer listens", bouncer::listens);
        return bouncer;
    }

    public String url(TestDatabase database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database.name();
    }

    @Override
    public void close() {
        process.destroy();
    }

    /** Starts it as another user if this process runs as root, because pgbouncer refuses to run as root. */
    private static List<String> command(Path configuration) {
        List<String> command =
                new ArrayList<>(List.of(executable().orElseThrow().toString()));
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("-u", "nobody"));
        }
        command.add(configuration.toString());
        return command;
    }

    private static Optional<Path> executable() {
        return PLACES.stream().filter(Files::isExecutable).findFirst();
    }

    private boolean listens() {
        if (!process.isAlive()) {
            throw new IllegalStateException("pgbouncer ended with " + process.exitValue());
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
