package io.initmigrator.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Simulates a Service with kubelet and kube-proxy: probes each backend, and forwards each new connection to one that passed its last probe.
 * Closes the connection at once if none did.
 */
public final class ServiceStandIn implements AutoCloseable {

    private static final long PROBE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final ServerSocket socket;
    private final Map<Integer, Probe> backends = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Instant> refusals = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** Checks whether a backend is ready; an exception means that it is not. */
    @FunctionalInterface
    public interface Probe {
        boolean isReady() throws IOException, InterruptedException;
    }

    private ServiceStandIn(ServerSocket socket) {
        this.socket = socket;
    }

    public static ServiceStandIn start() throws IOException {
        ServiceStandIn service = new ServiceStandIn(new ServerSocket(0, 100, InetAddress.getLoopbackAddress()));
        service.threads.execute(service::accept);
        return service;
    }

    public int port() {
        return socket.getLocalPort();
    }

    /** Adds {@code port} of this machine as a backend, which receives connections once its probe has succeeded. */
    public void add(int port, Probe probe) {
        threads.execute(() -> watch(port, probe));
    }

    /** Returns when connections were closed because no backend was ready. */
    public List<Instant> refusals() {
        return List.copyOf(refusals);
    }

    @Override
    public void close() throws IOException {
        socket.close();
        threads.shutdownNow();
    }

    private void watch(int port, Probe probe) {
        while (!socket.isClosed()) {
            if (isReady(probe)) {
                backends.put(port, probe);
            } else {
                backends.remove(port);
            }
            LockSupport.parkNanos(PROBE_NANOS);
        }
    }

    private static boolean isReady(Probe probe) {
        try {
            return probe.isReady();
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void accept() {
        try {
            while (true) {
                route(socket.accept());
            }
        } catch (IOException closed) {
            // The service was closed.
        }
    }

    private void route(Socket client) throws IOException {
        Integer port = backends.keySet().stream().findAny().orElse(null);
        if (port == null) {
            refusals.add(Instant.now());
            client.close();
            return;
        }
        threads.execute(() -> connect(client, port));
    }

    private void connect(Socket client, int port) {
        try (client;
                Socket backend = new Socket(InetAddress.getLoopbackAddress(), port)) {
            threads.execute(() -> pump(client, backend));
            pump(backend, client);
        } catch (IOException e) {
            // Either side may close the connection.
        }
    }

    private static void pump(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
            to.shutdownOutput();
        } catch (IOException e) {
            // Either side may close the connection.
        }
    }
}
