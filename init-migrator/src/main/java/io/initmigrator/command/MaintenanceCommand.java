package io.initmigrator.command;

import io.initmigrator.election.MigrationMonitor;
import io.initmigrator.http.HttpSettings;
import io.initmigrator.http.MaintenancePage;
import io.initmigrator.http.Request;
import io.initmigrator.http.Response;
import io.initmigrator.http.Server;
import io.initmigrator.kubernetes.KubernetesLeases;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves a 503 page in place of the application; ready only while a migration is running, as the Lease shows. Probes have their
 * own port, because every path of the page's port belongs to the application.
 */
public final class MaintenanceCommand {

    private static final Logger LOG = LoggerFactory.getLogger(MaintenanceCommand.class);

    private final KubernetesLeases leases;
    private final MigrationMonitor monitor;
    private final MaintenancePage page;
    private final HttpSettings http;
    private final AtomicBoolean shown = new AtomicBoolean();

    /** @param leases which the monitor reads; closed at the end of the run */
    public MaintenanceCommand(
            KubernetesLeases leases, MigrationMonitor monitor, MaintenancePage page, HttpSettings http) {
        this.leases = leases;
        this.monitor = monitor;
        this.page = page;
        this.http = http;
    }

    /** Serves until the process is stopped. */
    public void run() {
        try (leases;
                Server pages = Server.on(http.port());
                Server health = Server.on(http.healthPort())) {
            pages.serve(request -> page.response(request.accept()));
            health.serve(this::handleProbe);
            awaitShutdown();
        }
    }

    private void awaitShutdown() {
        try {
            monitor.run();
        } catch (InterruptedException stopped) {
            LOG.info("Terminated by a signal");
        }
    }

    /** The page is in the Service from one probe to the next that finds the opposite. */
    private Response readiness(boolean isRunning) {
        if (shown.getAndSet(isRunning) != isRunning) {
            LOG.info(isRunning ? "Migration is running; page shown" : "No migration is running; page withdrawn");
        }
        return isRunning ? Response.ok("a migration is running") : Response.unavailable("no migration is running");
    }

    private Response handleProbe(Request request) {
        if (!request.isRead()) {
            return Response.readOnly();
        }
        return switch (request.path()) {
            case "/livez" -> Response.ok("alive");
            case "/startupz" ->
                monitor.isKnown() ? Response.ok("started") : Response.unavailable("the Lease has not been read yet");
            case "/readyz" -> readiness(monitor.isMigrationRunning());
            default -> Response.notFound("only /startupz, /readyz and /livez exist");
        };
    }
}
